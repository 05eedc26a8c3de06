//! How long an export of 10,000 accounts takes to become a preview, against parsing its JSON alone:
//! `cargo bench -p countersign-enrollment --bench imports`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures real time and says so"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use countersign_enrollment::import::read;

const ACCOUNTS: usize = 10_000;
const ROUNDS: usize = 15;

fn main() {
    let (aegis, list) = (aegis(), list());
    let alone = median(|| drop(black_box(serde_json::from_slice::<serde_json::Value>(black_box(&aegis)))));
    for (name, file) in [("an Aegis file", &aegis), ("a list of setup codes", &list)] {
        assert_eq!(read(file, None).expect("it is an export").entries.len(), ACCOUNTS, "{name}");
        let time = median(|| drop(black_box(read(black_box(file), None))));
        let ratio = time.as_secs_f64() / alone.as_secs_f64();
        println!(
            "{name} of {ACCOUNTS} accounts: {time:.1?}; the JSON of Aegis parsed alone: {alone:.1?}; ratio {ratio:.2}"
        );
    }
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn aegis() -> Vec<u8> {
    let entries = (0..ACCOUNTS).fold(String::new(), |mut entries, number| {
        let comma = if number == 0 { "" } else { "," };
        write!(
            entries,
            "{comma}{{\"type\":\"totp\",\"uuid\":\"{number}\",\"name\":\"ada{number}@harbor.example\",\"issuer\":\"Harbor \
             {number}\",\"note\":\"\",\"favorite\":false,\"icon\":null,\"info\":{{\"secret\":\"JBSWY3DPEHPK3PXP\",\"algo\":\
             \"SHA1\",\"digits\":6,\"period\":30}},\"groups\":[]}}"
        )
        .expect("writes");
        entries
    });
    let head = "{\"version\":1,\"header\":{\"slots\":null,\"params\":null},\"db\":{\"version\":3,\"groups\":[],\"entries\":[";
    format!("{head}{entries}]}}}}").into_bytes()
}

fn list() -> Vec<u8> {
    let lines = (0..ACCOUNTS).fold(String::new(), |mut lines, number| {
        writeln!(
            lines,
            "otpauth://totp/Harbor%20{number}:ada{number}%40harbor.example?secret=JBSWY3DPEHPK3PXP&issuer=Harbor%20{number}"
        )
        .expect("writes");
        lines
    });
    lines.into_bytes()
}
