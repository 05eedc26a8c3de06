//! What an operator writes, made to hurt. `cargo test` runs a bounded number of random inputs; a fuzzer runs it for as
//! long as it likes (CONTRIBUTING.md). Signed messages are `countersign-protocol`'s part.

use std::path::Path;

use countersign_server::Config;

const ITERATIONS: usize = 200;
const MOST_BYTES: usize = 4_096;

#[test]
fn any_configuration() {
    let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
    target.for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        for lines in
            [text.to_string(), format!("mode = \"production\"\n{text}"), format!("public_url = \"{text}\"")]
        {
            let _ = Config::from_toml(&lines, Path::new("/nowhere"));
        }
    });
}
