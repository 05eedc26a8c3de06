//! A server whose past changes: noticed, told, and without a YES until the person has decided.

use countersign_authenticator::{Answerable, Approvals, Decision, Error, Event, NoticeKind};
use countersign_protocol::ChallengeState;

use crate::approving::Stage;
use crate::verifier::State;

impl Stage {
    /// A linked app whose server keeps a journal, which a first question has told of.
    async fn witness() -> Self {
        let stage = Self::linked().await;
        stage.verifier.with(|state| {
            state.epoch = Some(1);
            for kind in ["account-made", "device-added", "signed-in"] {
                state.write_down(kind);
            }
        });
        stage.asks(|_| {}).await.unwrap();
        stage
    }

    /// Time passes and something is asked; YES is tried.
    async fn asks(&self, change: impl FnOnce(&mut State)) -> Result<(), Error> {
        self.verifier.with(|state| {
            state.now += 120;
            change(state);
        });
        let cid = self.verifier.ask(|_| {}, None);
        self.question(|question| question.cid == cid).await;
        self.app.answer_question(self.account, cid, Decision::Approve, None).await.map(|_| ())
    }

    fn tells_of_it(&self) -> bool {
        self.app.notices().iter().any(|notice| notice.kind == NoticeKind::ServerWentBack)
    }

    async fn approvals_now(&self) -> Approvals {
        self.app.accounts().await.unwrap()[0].approvals
    }
}

fn edit(state: &mut State) {
    state.journal[1] = state.journal[1].replace("device-added", "device-removed");
    let texts = std::mem::take(&mut state.journal);
    let mut texts = texts.into_iter();
    state.journal.extend(texts.by_ref().take(2));
    for _ in 0..3 {
        state.write_down("signed-in");
    }
}

#[tokio::test]
async fn a_journal_that_goes_on_is_followed_and_yes_counts() {
    let stage = Stage::witness().await;
    stage.asks(|state| state.write_down("signed-out")).await.unwrap();
    assert_eq!(stage.verifier.decision(), ChallengeState::Approved);
    assert_eq!(stage.approvals_now().await, Approvals::On);
    // The head of the question is what is known now: the next one is followed from there.
    stage.asks(|state| state.write_down("signed-in")).await.unwrap();
    let asked =
        stage.verifier.look(|state| state.pages.iter().map(|page| page.entries.len()).collect::<Vec<_>>());
    assert!(asked.iter().all(|entries| *entries <= 1), "{asked:?}");
    assert!(!stage.tells_of_it());
}

#[tokio::test]
async fn a_server_that_went_back_gets_no_yes_until_the_person_has_decided() {
    let mut stage = Stage::witness().await;
    let refused = stage.asks(|state| drop(state.journal.pop())).await.unwrap_err();
    assert_eq!(refused.code(), "server_went_back");
    assert_eq!(stage.verifier.look(|state| state.answers.len()), 1, "no second YES left the device");
    assert_eq!(stage.approvals_now().await, Approvals::WentBack);
    assert!(stage.tells_of_it() && stage.device.ears.has_heard(Event::NoticesChanged));
    let question = stage.question(|_| true).await;
    assert_eq!(question.answerable, Answerable::Doubted);
    let no = stage.app.answer_question(stage.account, question.cid, Decision::Decline, None).await;
    no.unwrap();
    assert_eq!(stage.verifier.decision(), ChallengeState::Declined);

    // It stays so over a restart, also when the journal has grown past what was known.
    stage.restart().await;
    let refused = stage.asks(|state| (0..3).for_each(|_| state.write_down("signed-in"))).await.unwrap_err();
    assert_eq!(refused.code(), "server_went_back");

    stage.app.believe_server_again(stage.account).await.unwrap();
    assert_eq!(stage.approvals_now().await, Approvals::On);
    assert!(!stage.tells_of_it());
    stage.asks(|_| {}).await.unwrap();
    assert_eq!(stage.verifier.decision(), ChallengeState::Approved);
}

#[tokio::test]
async fn entries_that_were_changed_are_noticed_by_the_chain_that_follows() {
    let stage = Stage::witness().await;
    let refused = stage.asks(edit).await.unwrap_err();
    assert_eq!(refused.code(), "server_went_back");
    assert_eq!(stage.approvals_now().await, Approvals::WentBack);
}

#[tokio::test]
async fn a_server_that_says_that_it_was_restored_is_asked_about_too() {
    let stage = Stage::witness().await;
    let refused = stage.asks(|state| {
        state.journal.truncate(1);
        state.write_down("restored");
        state.epoch = Some(1_800_000_000);
    });
    assert_eq!(refused.await.unwrap_err().code(), "server_went_back");
    assert_eq!(stage.approvals_now().await, Approvals::Restored);
    stage.app.believe_server_again(stage.account).await.unwrap();
    stage.asks(|state| state.write_down("signed-in")).await.unwrap();
    // Back in the epoch before is further back than the person knows of.
    let refused = stage.asks(|state| state.epoch = Some(1)).await.unwrap_err();
    assert_eq!(refused.code(), "server_went_back");
    assert_eq!(stage.approvals_now().await, Approvals::WentBack);
}

#[tokio::test]
async fn entries_that_lead_nowhere_prove_nothing_and_what_is_known_stays() {
    let stage = Stage::witness().await;
    let junk = stage.asks(|state| {
        state.gives_junk = true;
        state.write_down("signed-out");
    });
    junk.await.unwrap();
    assert_eq!(stage.approvals_now().await, Approvals::On);
    let refused = stage.asks(|state| {
        state.gives_junk = false;
        edit(state);
    });
    assert_eq!(refused.await.unwrap_err().code(), "server_went_back");
}
