//! An X11 server of its own for one test, and windows that show a picture.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use x11rb::connection::Connection as _;
use x11rb::image::{BitsPerPixel, Image, ImageOrder, ScanlinePad};
use x11rb::protocol::xproto::{ConnectionExt as _, CreateGCAux, CreateWindowAux, WindowClass};
use x11rb::rust_connection::RustConnection;

pub(crate) struct Display {
    program: Child,
    pub(crate) name: String,
}

impl Display {
    pub(crate) fn start() -> Self {
        let mut program = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb runs");
        let mut number = String::new();
        let output = program.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut number).expect("it says its number");
        Self { program, name: format!(":{}", number.trim()) }
    }

    /// Shows a picture in a window, which stays as long as the connection.
    pub(crate) fn show(&self, file: &Path) -> RustConnection {
        let picture = image::open(file).expect("a picture").to_rgb8();
        let (width, height) = (narrow(picture.width()), narrow(picture.height()));
        let bytes =
            picture.pixels().flat_map(|pixel| [pixel.0[2], pixel.0[1], pixel.0[0], 0]).collect::<Vec<_>>();
        let (connection, number) = x11rb::connect(Some(&self.name)).expect("connected");
        let screen = connection.setup().roots[number].clone();
        let (window, context) = (connection.generate_id().unwrap(), connection.generate_id().unwrap());
        let look = CreateWindowAux::new().override_redirect(1).background_pixel(screen.white_pixel);
        let kind = WindowClass::INPUT_OUTPUT;
        connection
            .create_window(screen.root_depth, window, screen.root, 200, 100, width, height, 0, kind, 0, &look)
            .unwrap();
        connection.map_window(window).unwrap();
        connection.create_gc(context, window, &CreateGCAux::new()).unwrap();
        let shown = Image::new(
            width,
            height,
            ScanlinePad::Pad32,
            24,
            BitsPerPixel::B32,
            ImageOrder::LsbFirst,
            bytes.into(),
        );
        for request in shown.unwrap().put(&connection, window, context, 0, 0).unwrap() {
            request.check().expect("drawn");
        }
        connection
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn narrow(length: u32) -> u16 {
    u16::try_from(length).expect("a small picture")
}
