//! Files that tools write are the ones that the sources give, and keep what we changed in them. To write the
//! bindings anew: `UPDATE_GENERATED=1 cargo test -p countersign-app --test generated_files`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use specta_typescript::Typescript;

include!("../src-tauri/src/commands/names.rs");

#[test]
fn bindings_are_those_of_the_commands() {
    let committed = root().join("gen/bindings.ts");
    let folder = tempfile::tempdir().expect("there is room for a file");
    let update = std::env::var_os("UPDATE_GENERATED").is_some();
    let path = if update { committed.clone() } else { folder.path().join("bindings.ts") };
    countersign_app_lib::bindings::table()
        .export(Typescript::default(), &path)
        .expect("the types have names in TypeScript");
    assert!(
        read(&path) == read(&committed),
        "gen/bindings.ts is stale: run this test with UPDATE_GENERATED=1"
    );
}

#[test]
fn every_command_is_listed_granted_by_name_and_bound() {
    let listed: BTreeSet<String> = COMMANDS.iter().map(ToString::to_string).collect();
    let capability: serde_json::Value =
        serde_json::from_str(&text("src-tauri/capabilities/main-window.json")).expect("it is JSON");
    let permissions = capability["permissions"].as_array().expect("it grants something");
    let permissions: Vec<&str> = permissions.iter().filter_map(serde_json::Value::as_str).collect();
    let granted: BTreeSet<String> = permissions
        .iter()
        .filter_map(|permission| permission.strip_prefix("allow-"))
        .map(|command| command.replace('-', "_"))
        .collect();
    let bindings = text("gen/bindings.ts");
    let bound: BTreeSet<String> = bindings
        .split("__TAURI_INVOKE(\"")
        .skip(1)
        .filter_map(|call| call.split('"').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(granted, listed, "src-tauri/capabilities/main-window.json");
    assert_eq!(bound, listed, "src-tauri/src/bindings.rs");
    let others: Vec<_> = permissions.iter().filter(|permission| !permission.starts_with("allow-")).collect();
    assert_eq!(
        others,
        [&"core:event:allow-listen", &"core:event:allow-unlisten"],
        "no plugin is open to the window"
    );
}

#[test]
fn icons_are_there_for_every_platform() {
    let config: serde_json::Value = serde_json::from_str(&text("tauri.conf.json")).expect("it is JSON");
    for icon in config["bundle"]["icon"].as_array().expect("there are icons") {
        assert!(root().join(icon.as_str().expect("it is a path")).is_file(), "{icon}");
    }
    for density in ["mdpi", "hdpi", "xhdpi", "xxhdpi", "xxxhdpi"] {
        for name in ["ic_launcher", "ic_launcher_foreground", "ic_launcher_monochrome", "ic_launcher_round"] {
            let path = format!("gen/android/app/src/main/res/mipmap-{density}/{name}.png");
            assert!(root().join(&path).is_file(), "{path}: run `npx tauri icon icons/icons.json`");
        }
    }
    assert!(root().join("gen/apple/Assets.xcassets/AppIcon.appiconset/AppIcon-512@2x.png").is_file());
}

#[test]
fn app_and_server_pages_are_drawn_with_the_same_tokens_font_and_logos() {
    let server = root().join("server/static");
    let mut compared = 0;
    for ours in files(&root().join("ui/src/styles")) {
        let name = ours.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_font = ours.extension().is_some_and(|ending| ending == "woff2");
        let shared = name == "tokens.css" || name.starts_with("logo") || is_font;
        let Some(theirs) =
            files(&server).into_iter().find(|path| shared && path.file_name() == ours.file_name())
        else {
            continue;
        };
        assert!(read(&ours) == read(&theirs), "{} and {} differ", ours.display(), theirs.display());
        compared += 1;
    }
    assert!(compared >= 2, "the tokens and the font stand on both sides");
}

#[test]
fn styles_of_app_and_pages_take_their_values_from_the_tokens() {
    let tokens = text("ui/src/styles/tokens.css");
    let theme = text("ui/src/styles/app.css");
    assert!(theme.contains("@import './tokens.css';") && theme.contains("@theme inline {"));
    for (file, css) in [("app.css", theme), ("pages.css", text("server/static/pages.css"))] {
        // Paper is black and white, whatever the screen shows.
        let on_screens = css.split("@media print").next().unwrap_or_default();
        let used = on_screens.split("var(--").skip(1).filter_map(|rest| rest.split([')', ',']).next());
        let used: BTreeSet<_> = used.collect();
        assert!(used.len() > 20, "{file}: {used:?}");
        for name in used {
            assert!(tokens.contains(&format!("--{name}:")), "{file}: --{name} is no token");
        }
        let is_color = |line: &str| {
            let mut hex = line.split('#').skip(1);
            hex.any(|rest| rest.len() > 2 && rest.chars().take(3).all(|each| each.is_ascii_hexdigit()))
                || line.contains("rgb(")
        };
        // What cameras read is white in the dark, too.
        let own: Vec<_> =
            on_screens.lines().filter(|line| is_color(line) && !line.starts_with(".qr {")).collect();
        assert!(own.is_empty(), "{file} has colors of its own: {own:?}");
    }
}

#[test]
fn the_android_project_keeps_what_we_changed() {
    let app = "gen/android/app/src/main";
    let manifest = text(&format!("{app}/AndroidManifest.xml"));
    for ours in [
        "android:allowBackup=\"false\"",
        "android:fullBackupContent=\"false\"",
        "android:dataExtractionRules=\"@xml/data_extraction_rules\"",
        "android:networkSecurityConfig=\"@xml/network_security_config\"",
    ] {
        assert!(manifest.contains(ours), "AndroidManifest.xml lost {ours}");
    }
    assert_eq!(
        manifest.matches("android:exported=\"true\"").count(),
        1,
        "only the main activity is open to others"
    );
    let network = text(&format!("{app}/res/xml/network_security_config.xml"));
    assert!(network.contains("cleartextTrafficPermitted=\"false\"") && !network.contains("user"));
    let activity = text(&format!("{app}/java/org/countersign/authenticator/MainActivity.kt"));
    assert!(activity.contains("FLAG_SECURE"), "codes must not stand in pictures of the screen");
}

/// Kotlin that no compiler sees here is at least called as Rust and the manifest call it.
#[test]
fn the_android_project_and_rust_call_each_other_by_the_same_names() {
    let app = "gen/android/app/src/main";
    let package = "org.countersign.authenticator";
    let folder = format!("{app}/java/{}", package.replace('.', "/"));
    let kotlin = |class: &str| text(&format!("{folder}/{class}.kt"));
    let config: serde_json::Value = serde_json::from_str(&text("tauri.conf.json")).expect("it is JSON");
    assert_eq!(config["identifier"], package);

    // Functions of the library that Kotlin calls.
    let entries = text("src-tauri/src/waking/entries.rs");
    let looking = kotlin("LookService");
    let prefix = format!("Java_{}_LookService_", package.replace('.', "_"));
    let defined: BTreeSet<&str> = words_after(&entries, &prefix);
    let called = words_after(&looking, "external fun ");
    assert_eq!(defined, called, "src-tauri/src/waking/entries.rs and LookService.kt");
    assert!(!called.is_empty() && entries.matches("#[unsafe(no_mangle)]").count() == called.len());
    assert!(looking.contains("System.loadLibrary(\"countersign_app_lib\")"));
    assert!(text("Cargo.toml").contains("name = \"countersign_app_lib\""));
    assert!(text("gen/android/app/proguard-rules.pro").contains(&format!("{package}.LookService")));

    // Plugins and their commands.
    for (class, file) in [
        ("BiometricsPlugin", "src-tauri/src/biometrics/android.rs"),
        ("DocumentsPlugin", "src-tauri/src/documents/android.rs"),
        ("PushPlugin", "src-tauri/src/waking/android.rs"),
    ] {
        let (rust, plugin) = (text(file), kotlin(class));
        assert!(rust.contains(&format!("register_android_plugin(\"{package}\", \"{class}\")")), "{file}");
        assert!(plugin.contains(&format!("@TauriPlugin\nclass {class}(")), "{class}.kt");
        let commands: BTreeSet<&str> =
            plugin.split("@Command\n  fun ").skip(1).filter_map(|rest| rest.split('(').next()).collect();
        for command in &commands {
            assert!(rust.contains(&format!("\"{command}\"")), "{file} does not call {command} of {class}.kt");
        }
        assert!(!commands.is_empty(), "{class}.kt");
    }
    let push = kotlin("PushPlugin");
    for member in ["server", "address", "message", "isThere", "name"] {
        assert!(push.contains(&format!("\"{member}\"")), "PushPlugin.kt tells no {member}");
    }
    let shown = kotlin("QuestionNotification") + &looking;
    for member in ["isUnseen", "questions", "cid", "title", "body", "leftMs", "no", "yes"] {
        assert!(shown.contains(&format!("(\"{member}\")")), "nothing shows {member}");
    }

    // Classes that the system starts, by the manifest.
    let manifest = text(&format!("{app}/AndroidManifest.xml"));
    let named = words_after(&manifest, "android:name=\".");
    for class in &named {
        assert!(kotlin(class).contains(&format!("class {class}")), "{class}");
    }
    assert_eq!(named, BTreeSet::from(["LookService", "MainActivity", "WakeUpService"]));
    assert!(
        manifest.contains("android:name=\".LookService\"\n            android:exported=\"false\"\n            android:process=\":look\""),
        "the library of the app must be the first in its process"
    );
    // What nobody else may change or read on its way.
    for each in ["QuestionNotification", "Look"] {
        let code = kotlin(each);
        let made = code.matches("PendingIntent.get").count();
        assert_eq!(code.matches("PendingIntent.FLAG_IMMUTABLE").count(), made, "{each}.kt");
    }
}

#[test]
fn what_android_says_itself_is_said_in_every_language() {
    let sentences = |folder: &str| -> BTreeSet<String> {
        let strings = text(&format!("gen/android/app/src/main/res/{folder}/strings.xml"));
        words_after(&strings, "<string name=\"question_").into_iter().map(str::to_owned).collect()
    };
    let english = sentences("values");
    assert_eq!(english.len(), 3);
    for language in ["de", "es", "fr", "it"] {
        assert_eq!(sentences(&format!("values-{language}")), english, "{language}");
    }
}

/// The words of letters, digits and `_` that follow a text wherever it stands.
fn words_after<'a>(text: &'a str, before: &str) -> BTreeSet<&'a str> {
    let word = |rest: &'a str| {
        rest.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_')).next().unwrap_or_default()
    };
    text.split(before).skip(1).map(word).collect()
}

#[test]
fn the_apple_project_agrees_with_the_workspace() {
    let project = text("gen/apple/project.yml");
    let version = env!("CARGO_PKG_VERSION");
    assert!(project.contains(&format!("CFBundleShortVersionString: {version}")), "the version is {version}");
    assert!(project.contains("fileGroups: [../../src-tauri]"));
    assert!(!project.contains("NSAllowsArbitraryLoads"));
    let config: serde_json::Value = serde_json::from_str(&text("tauri.conf.json")).expect("it is JSON");
    let identifier = config["identifier"].as_str().expect("the app has an identifier");
    assert!(project.contains(&format!("PRODUCT_BUNDLE_IDENTIFIER: {identifier}\n")));
    for scheme in config["plugins"]["deep-link"]["desktop"]["schemes"].as_array().expect("there are schemes")
    {
        assert!(project.contains(scheme.as_str().expect("it is a name")), "{scheme}");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(path: &str) -> String {
    String::from_utf8(read(&root().join(path))).expect("it is UTF-8")
}

/// All files below a folder; none where there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}
