//! Which backups may go, as pure rules.

use std::time::Duration;

use countersign_backup::{Condition, Found, Policy, Question, plan};
use countersign_otp::UnixTime;
use proptest::prelude::*;

const DAY: u64 = 86_400;
const TODAY: u64 = 1_000 * DAY;

const POLICY: Policy = Policy { keep_newest: 2, keep_at_most: 4, oldest: Duration::from_hours(24 * 30) };

fn found(days_ago: u64, condition: Condition) -> Found {
    Found { name: format!("{days_ago}"), made_at: UnixTime::from_seconds(TODAY - days_ago * DAY), condition }
}

fn good(days_ago: u64, accounts: usize) -> Found {
    found(days_ago, Condition::Good { accounts })
}

/// What goes and what is asked, with so many accounts now.
fn check(lying: &[Found], now: usize, accepted_days_ago: Option<u64>) -> (Vec<String>, Vec<Question>) {
    let accepted = accepted_days_ago.map(|days| UnixTime::from_seconds(TODAY - days * DAY));
    let plan = plan(lying, now, POLICY, UnixTime::from_seconds(TODAY), accepted);
    (plan.remove, plan.questions)
}

#[test]
fn the_oldest_go_beyond_the_number_and_the_age() {
    assert_eq!(check(&[], 5, None), (vec![], vec![]));
    let four = [good(4, 5), good(1, 5), good(3, 5), good(2, 5)];
    assert_eq!(check(&four, 5, None), (vec!["4".into()], vec![]));
    let old = [good(40, 5), good(50, 5), good(60, 5)];
    assert_eq!(
        check(&old, 5, None),
        (vec!["50".into(), "60".into()], vec![]),
        "the newest two stay at any age"
    );
}

#[test]
fn one_with_more_accounts_stays_until_the_person_says_that_fewer_are_right() {
    let lying = [good(1, 3), good(2, 3), good(3, 3), good(4, 12), good(5, 12), good(6, 3)];
    let (gone, asked) = check(&lying, 3, None);
    assert_eq!(gone, ["5", "6"]);
    assert_eq!(asked, [Question::Fewer { before: 12, now: 3 }]);
    let (gone, asked) = check(&lying, 3, Some(0));
    assert_eq!((gone, asked), (vec!["4".into(), "5".into(), "6".into()], vec![]));
    let (gone, asked) = check(&lying, 3, Some(5));
    assert_eq!(gone, ["5", "6"], "what was made after the answer is asked about again");
    assert_eq!(asked, [Question::Fewer { before: 12, now: 3 }]);
}

#[test]
fn an_empty_vault_never_pushes_the_last_good_backup_out() {
    let lying: Vec<_> = (1..=9).map(|day| good(day, 0)).chain([good(100, 8)]).collect();
    let (gone, asked) = check(&lying, 0, None);
    assert!(!gone.contains(&"100".to_owned()));
    assert_eq!(asked, [Question::Fewer { before: 8, now: 0 }]);
}

#[test]
fn a_backup_from_the_future_goes_first() {
    let future = |days| Found {
        name: format!("in {days}"),
        made_at: UnixTime::from_seconds(TODAY + days * DAY),
        condition: Condition::Good { accounts: 5 },
    };
    let lying = [future(9), good(1, 5), future(400), good(2, 5), good(3, 5)];
    assert_eq!(check(&lying, 5, None), (vec!["in 400".into(), "in 9".into()], vec![]));
}

#[test]
fn unreadable_ones_are_asked_about_and_others_backups_are_left_alone() {
    let lying = [
        found(50, Condition::Unreadable),
        found(60, Condition::Foreign),
        good(70, 5),
        found(1, Condition::Unreadable),
    ];
    let (gone, asked) = check(&lying, 5, None);
    assert!(gone.is_empty());
    assert_eq!(asked, [Question::Unreadable { names: vec!["50".into(), "1".into()] }]);
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        6 => (0..20_usize).prop_map(|accounts| Condition::Good { accounts }),
        1 => Just(Condition::Unreadable),
        1 => Just(Condition::Foreign),
    ]
}

proptest! {
    #[test]
    fn rotation_never_costs_an_account_nobody_agreed_to_lose(
        lying in prop::collection::vec((1..200_u64, condition()), 0..30),
        now in 0..20_usize,
        newest in 0..5_usize,
        most in 0..8_usize,
        days in 0..60_u64,
    ) {
        let lying: Vec<_> = lying
            .into_iter()
            .enumerate()
            .map(|(index, (days, condition))| Found { name: format!("{index}"), ..found(days, condition) })
            .collect();
        let policy = Policy { keep_newest: newest, keep_at_most: most, oldest: Duration::from_hours(days * 24) };
        let plan = plan(&lying, now, policy, UnixTime::from_seconds(TODAY), None);
        let accounts = |found: &&Found| match found.condition {
            Condition::Good { accounts } => accounts,
            Condition::Unreadable | Condition::Foreign => 0,
        };
        let before = lying.iter().map(|each| accounts(&each)).max().unwrap_or(0);
        let stays = |found: &&Found| !plan.remove.contains(&found.name);
        let after = lying.iter().filter(stays).map(|each| accounts(&each)).max().unwrap_or(0).max(now);
        prop_assert!(after >= before);
        let is_asked = plan.questions.contains(&Question::Fewer { before, now });
        prop_assert_eq!(is_asked, before > now);
        for name in &plan.remove {
            let gone = lying.iter().find(|each| each.name == *name).expect("only what lies there goes");
            prop_assert!(matches!(gone.condition, Condition::Good { .. }), "only good ones go");
        }
    }
}
