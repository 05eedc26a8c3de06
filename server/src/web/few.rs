//! A list of which a page shows a few lines at a time, so that no page grows with use.

/// How many, on a page that has little else.
pub(super) const MANY: usize = 10;
/// How many, on a page that is full of other things.
pub(super) const SOME: usize = 3;

/// Some lines of a list.
pub(super) struct Few<T> {
    pub(super) lines: Vec<T>,
    /// Where the next ones begin, if there are more.
    pub(super) older: Option<usize>,
}

impl<T> Few<T> {
    /// At most so many, from the one with this place on.
    pub(super) fn of(most: usize, place: usize, all: Vec<T>) -> Self {
        let number = all.len();
        let lines: Vec<T> = all.into_iter().skip(place).take(most).collect();
        let next = place.saturating_add(lines.len());
        Self { older: (next < number).then_some(next), lines }
    }
}

#[cfg(test)]
mod tests {
    use super::{Few, MANY};

    #[test]
    fn every_line_is_on_one_page_and_no_page_is_long() {
        let all: Vec<u8> = (0..23).collect();
        let (mut place, mut seen) = (Some(0), Vec::new());
        while let Some(from) = place {
            let few = Few::of(MANY, from, all.clone());
            assert!((1..=MANY).contains(&few.lines.len()));
            seen.extend(few.lines);
            place = few.older;
        }
        assert_eq!(seen, all);
        let beyond = Few::of(MANY, usize::MAX, all);
        assert_eq!((beyond.lines.len(), beyond.older), (0, None));
        assert_eq!(Few::of(MANY, 0, (0..10).collect::<Vec<u8>>()).older, None);
    }
}
