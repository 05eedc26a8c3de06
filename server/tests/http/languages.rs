//! The pages speak the reader's language, and each way that a language can run.

use countersign_server::testing::TestServer;

#[tokio::test]
async fn a_page_speaks_the_language_that_the_browser_likes_best() {
    let server = TestServer::new().await;
    for (likes, tag, title) in [
        ("de-AT, en;q=0.5", "de", "Das erste Konto erstellen"),
        ("en-GB", "en", "Create the first account"),
        ("es-419", "es", "Crea la primera cuenta"),
        ("fr-CH", "fr", "Créez le premier compte"),
        ("nl, it;q=0.4", "it", "Crea il primo account"),
        ("nl", "en", "Create the first account"),
    ] {
        let mut browser = server.browser();
        browser.accept_language = likes.into();
        let page = browser.get("/sign-in").await;
        assert!(page.body.contains(&format!("<html lang=\"{tag}\" dir=\"ltr\">")), "{likes}: {}", page.body);
        assert!(page.text().contains(title), "{likes}: {}", page.text());
    }
}

#[tokio::test]
async fn the_footer_offers_each_language_by_its_own_name_and_keeps_the_choice() {
    let server = TestServer::new().await;
    let mut browser = server.browser();
    let page = browser.get("/sign-in").await;
    for name in ["Deutsch", "English", "Español", "Français", "Italiano"] {
        assert!(page.text().contains(name), "{name}");
    }
    assert!(!page.body.contains("ar-XB"), "no mirrored language to choose");
    browser.get("/language?to=it&next=/sign-in").await;
    let page = browser.get("/sign-in").await;
    assert!(page.text().contains("Nome utente"), "{}", page.text());
    let unknown = browser.get("/language?to=nl&next=/sign-in").await;
    assert_eq!(unknown.status, 400);
}

#[tokio::test]
async fn a_page_runs_from_right_to_left_where_its_language_does() {
    let server = TestServer::new().await;
    let mut browser = server.browser();
    browser.accept_language = "ar-XB".into();
    for path in ["/sign-in", "/nowhere"] {
        let page = browser.get(path).await;
        assert!(page.body.contains("<html lang=\"ar-XB\" dir=\"rtl\">"), "{}", page.body);
    }
}
