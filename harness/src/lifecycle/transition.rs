//! One thing that a caller can do, when it may be done, and what it does.

use super::{Id, State};

/// One thing that a caller can do. Flags are named by ordinal, so that no api is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transition {
    /// Looks at one participant, there or not.
    Retrieve(Id),
    /// Looks at a whole conference.
    List(usize),
    /// Looks at those of a conference who have a flag set, or not set.
    Filter {
        /// Which conference.
        conference: usize,
        /// Which filter.
        filter: usize,
        /// Its value.
        on: bool,
    },
    /// Sets flags.
    Set {
        /// Whose.
        who: Id,
        /// Which flags, and to what; never empty.
        flags: Vec<(usize, bool)>,
    },
    /// Lets one coach another one of the same conference, or nobody any more.
    Coach {
        /// The coach.
        who: Id,
        /// Whom.
        whom: Option<usize>,
    },
    /// Says whether somebody's leaving ends the conference.
    SetEnds {
        /// Whose.
        who: Id,
        /// Whether it does.
        on: bool,
    },
    /// Looks at a conference itself.
    Conference(usize),
    /// Ends a conference.
    End(usize),
    /// Removes one, there or not.
    Remove(Id),
    /// Looks for one in a conference that it is not in.
    Elsewhere {
        /// Whom.
        who: Id,
        /// Where it is not.
        conference: usize,
    },
}

/// What must come of a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Success.
    Success,
    /// Nobody is there any more.
    Gone,
    /// The conference has ended, and took everybody along.
    Ended,
    /// Nobody of that name is there.
    Stranger,
}

impl Transition {
    /// Whether it may be done here, so that what comes of it is written down somewhere.
    pub fn is_possible(&self, state: &State) -> bool {
        match self {
            Self::Retrieve(_) | Self::SetEnds { .. } | Self::Remove(_) => true,
            // What becomes of a coach whose participant is put on hold is nowhere said.
            Self::Set { who, flags } => {
                state.hold_in(flags) != Some(true) || !state.is_coached(*who)
            }
            // What a conference that everybody has left answers is nowhere said.
            Self::List(conference) | Self::Conference(conference) => {
                state.is_over(*conference) || !state.present(*conference).is_empty()
            }
            Self::Filter { conference, .. } | Self::End(conference) => {
                !state.present(*conference).is_empty()
            }
            Self::Coach { who, whom: None } => state.is_present(*who),
            // Whether a coach can be coached, or the coached coach, is nowhere said.
            Self::Coach { who, whom: Some(whom) } => {
                let other = Id { conference: who.conference, participant: *whom };
                let both = state.is_present(*who) && state.is_present(other) && *who != other;
                let free = state.coaches(other).is_none() && !state.is_held(other);
                both && free && !state.is_coached(*who)
            }
            Self::Elsewhere { who, conference } => {
                who.conference != *conference && !state.present(*conference).is_empty()
            }
        }
    }

    /// What must come of it here.
    pub fn expected(&self, state: &State) -> Expected {
        match self {
            Self::List(conference) | Self::Conference(conference) if state.is_over(*conference) => {
                Expected::Ended
            }
            Self::List(_) | Self::Filter { .. } | Self::Conference(_) | Self::End(_) => {
                Expected::Success
            }
            Self::Elsewhere { .. } => Expected::Stranger,
            Self::Retrieve(who)
            | Self::Set { who, .. }
            | Self::SetEnds { who, .. }
            | Self::Coach { who, .. }
            | Self::Remove(who) => {
                if state.is_removed(*who) {
                    Expected::Gone
                } else if state.is_over(who.conference) {
                    Expected::Ended
                } else {
                    Expected::Success
                }
            }
        }
    }

    /// What it leaves behind.
    pub fn apply(&self, state: &mut State) {
        match self {
            Self::Remove(who) => state.remove(*who),
            Self::Coach { who, whom } => state.coach(*who, *whom),
            Self::SetEnds { who, on } => state.ends(*who, *on),
            Self::End(conference) => state.end(*conference),
            Self::Set { who, flags } => {
                if let Some(on) = state.hold_in(flags) {
                    state.hold(*who, on);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Id = Id { conference: 0, participant: 0 };
    const B: Id = Id { conference: 0, participant: 1 };

    #[test]
    fn whoever_is_removed_is_gone_for_every_transition_that_names_it() {
        let mut state = State::new(&[2, 1]);
        let all = [Transition::Retrieve(B), Transition::Remove(B), set(B)];
        assert!(all.iter().all(|own| own.expected(&state) == Expected::Success));
        Transition::Remove(B).apply(&mut state);
        assert!(all.iter().all(|own| own.expected(&state) == Expected::Gone));
        assert_eq!(Transition::Retrieve(A).expected(&state), Expected::Success);
        assert_eq!(state.present(0), [0]);
    }

    #[test]
    fn coaching_needs_two_who_are_there_and_ends_with_either_of_them() {
        let mut state = State::new(&[3]);
        let coach = Transition::Coach { who: A, whom: Some(1) };
        assert!(coach.is_possible(&state));
        assert!(!Transition::Coach { who: A, whom: Some(0) }.is_possible(&state));
        coach.apply(&mut state);
        assert_eq!(state.coaches(A), Some(1));
        assert!(!Transition::Coach { who: B, whom: Some(2) }.is_possible(&state), "coached itself");
        Transition::Remove(B).apply(&mut state);
        assert_eq!(state.coaches(A), None);
        assert!(!coach.is_possible(&state));
    }

    #[test]
    fn an_emptied_conference_is_not_listed() {
        let mut state = State::new(&[1, 1]);
        assert!(Transition::List(0).is_possible(&state));
        Transition::Remove(A).apply(&mut state);
        assert!(!Transition::List(0).is_possible(&state));
        assert!(Transition::List(1).is_possible(&state));
    }

    #[test]
    fn a_conference_ends_with_whoever_ends_it_or_by_itself_and_takes_everybody_along() {
        let ends = |on| Transition::SetEnds { who: A, on };
        let lives = [
            (vec![ends(true), Transition::Remove(A)], Expected::Ended),
            (vec![ends(true), ends(false), Transition::Remove(A)], Expected::Success),
            (vec![Transition::End(0)], Expected::Ended),
            (vec![Transition::Remove(B), Transition::End(0)], Expected::Gone),
        ];
        for (life, expected) in lives {
            let mut state = State::new(&[2, 1]);
            for transition in &life {
                assert!(transition.is_possible(&state), "{transition:?}");
                transition.apply(&mut state);
            }
            assert_eq!(Transition::Retrieve(B).expected(&state), expected, "{life:?}");
            let other = Id { conference: 1, participant: 0 };
            assert_eq!(Transition::Retrieve(other).expected(&state), Expected::Success);
        }
    }

    #[test]
    fn nobody_on_hold_is_coached_and_nobody_who_is_coached_is_put_on_hold() {
        let mut state = State::new(&[2]).with_hold(Some(0));
        let coach = Transition::Coach { who: A, whom: Some(1) };
        set(B).apply(&mut state);
        assert!(!coach.is_possible(&state));
        Transition::Set { who: B, flags: vec![(0, false)] }.apply(&mut state);
        assert!(coach.is_possible(&state));
        coach.apply(&mut state);
        assert!(!set(B).is_possible(&state));
        assert!(set(A).is_possible(&state));
    }

    fn set(who: Id) -> Transition {
        Transition::Set { who, flags: vec![(0, true)] }
    }
}
