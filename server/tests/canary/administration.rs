//! What administrators hand out: an invitation, and the link after a reset; and the links of mails.

use axum::Router;
use countersign_server::domain::{AccountName, MailAddress, lifetimes};
use countersign_server::testing::TestPage;

use super::Story;
use super::people::{self, member, prove, sign_in_with};
use super::post_office::post;

const HERS: &str = "eve";

impl Story {
    pub(crate) async fn administers(&mut self, routes: &Router) {
        let page = self.opens("/admin/invitations").await;
        let page = self.browser.submit(&page, "/admin/invitations", &[("note", "for Bob")]).await;
        let (_, link) = page.body.split_once("/invite#").expect("the page shows the link");
        self.secrets.text("invitation", link.split(['<', '"']).next().expect("a token"));
        for page in ["", "/invitations", "/policy", "/journal", "/health"] {
            assert_eq!(self.browser.get(&format!("/admin{page}")).await.status, 200);
        }
        self.resets(routes).await;
        let people = self.browser.get("/admin").await;
        let here = people.link("/admin/people/").expect("somebody");
        for page in [here.clone(), format!("{here}/activity")] {
            assert_eq!(self.browser.get(&page).await.status, 200);
        }
    }

    /// Somebody else's reset: the mail's link, the administrator's, and the way back in.
    async fn resets(&mut self, routes: &Router) {
        self.secrets.text("her password", people::PASSWORD);
        member(&self.server, HERS).await;
        let storage = self.server.app().state().storage.clone();
        let name = AccountName::parse(HERS).expect("a name");
        let address = MailAddress::parse("eve@example.org").expect("an address");
        storage.set_mail(&name, Some(address), None).await.expect("it works");
        let account = storage.password_of(&name).await.expect("it works").expect("there").account;
        let here = format!("/admin/people/{account}");
        let page = self.opens(&format!("{here}/reset")).await;
        self.browser.submit(&page, &format!("{here}/reset"), &[]).await;
        post(&self.server).await;
        let mut stranger = self.server.browser_through(routes.clone());
        for mail in self.office.take() {
            let text = mail.text();
            let Some((_, mark)) = text.split_once("/take-back?mark=") else { continue };
            let mark = mark.split_whitespace().next().expect("a mark");
            self.secrets.text("link of a mail", mark);
            self.secrets.text("tag of a mail’s link", mark.rsplit('.').next().expect("its end"));
            let page = stranger.get(&format!("/take-back?mark={mark}")).await;
            assert!(page.text().contains("Cancel the reset"), "{}", page.text());
            let other = mark.replace('.', "..");
            stranger.submit(&page, "/take-back", &[("mark", &other)]).await;
        }
        storage.sweep(self.server.clock.now() + lifetimes::RESET).await.expect("it works");
        let page = self.opens(&here).await;
        let page = self.browser.submit(&page, &format!("{here}/recovery-link"), &[]).await;
        let link = page.text_of("id", "recovery-link").expect("shown once");
        let (_, token) = link.split_once('#').expect("in the fragment");
        self.secrets.text("link after a reset", token);
        let page = sign_in_with(&mut stranger, HERS, people::PASSWORD).await;
        assert_eq!(page.path, "/recover", "{}", page.text());
        for (password, token) in
            [("another one", token), (people::PASSWORD, "another"), (people::PASSWORD, token)]
        {
            let fields = [("name", HERS), ("password", password), ("token", token)];
            stranger.submit(&page, "/recover", &fields).await;
        }
        assert_eq!(stranger.get("/account").await.path, "/account", "the link lets in");
    }

    /// A page for administrators, after a proof where one is wanted.
    async fn opens(&mut self, path: &str) -> TestPage {
        let page = self.browser.get(path).await;
        if !page.path.starts_with("/prove?") {
            return page;
        }
        prove(&mut self.browser, &mut self.phone, &page).await
    }
}
