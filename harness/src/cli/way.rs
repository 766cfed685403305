//! How the reference server is to be: from the names that were typed to faults and variations.

use super::CliError;
use crate::mock::{self, Fault, Options, Profile, Variations};
use crate::suggest::did_you_mean;

/// The plain server's options with what some faults, profiles and variations add.
pub(super) fn options(
    api: &str,
    faults: &[String],
    profiles: &[String],
    variations: &[String],
) -> Result<Options, CliError> {
    let named = profiles.iter().map(|id| profile(api, id)).collect::<Result<Vec<_>, _>>()?;
    let mut all: Vec<&'static Fault> = Vec::new();
    for id in faults {
        all.push(mock::find_fault(api, id).map_err(CliError::usage)?);
    }
    all.extend(named.iter().flat_map(|profile| profile.faults()));
    all.sort_by_key(|fault| fault.id);
    all.dedup();
    let variations = named.iter().fold(varied(api, variations)?, |all, profile| profile.vary(all));
    Ok(Options { faults: all, variations, ..Options::default() })
}

fn profile(api: &str, id: &str) -> Result<&'static Profile, CliError> {
    mock::find_profile(api, id).ok_or_else(|| {
        let hint = did_you_mean(id, mock::profiles(api).map(|own| own.id));
        CliError::usage(format!(
            "`{api}` has no profile `{id}`{hint}\n  help: `rollcall list profiles {api}` shows them all"
        ))
    })
}

fn varied(api: &str, names: &[String]) -> Result<Variations, CliError> {
    names.iter().try_fold(Variations::default(), |all, name| {
        let lawful = Variations::names(api).any(|own| own == name);
        all.and(name).filter(|_| lawful).ok_or_else(|| {
            let hint = did_you_mean(name, Variations::names(api));
            CliError::usage(format!(
                "`{api}` has no variation `{name}`{hint}\n  help: `rollcall list variations {api}` shows them all"
            ))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_profile_adds_to_what_was_named_and_nothing_comes_twice() {
        let faults = names(&["errors-in-list", "delete-removes-nothing"]);
        let options = options("twilio", &faults, &names(&["telnyx"]), &names(&["charset"]));
        let options = options.map_err(|error| error.message).unwrap();
        let ids = options.faults.iter().map(|fault| fault.id).collect::<Vec<_>>();
        assert_eq!(ids, ["delete-removes-nothing", "errors-in-list", "start-flag-missing"]);
        assert!(options.variations.charset && options.variations.unlabelled);
    }

    #[test]
    fn a_name_of_another_api_is_refused_with_a_hint() {
        let of = |api, profile: &[&str], variation: &[&str]| {
            options(api, &[], &names(profile), &names(variation)).map_err(|error| error.message)
        };
        let error = of("twilio", &["restcom"], &[]).unwrap_err();
        assert!(error.contains("did you mean `restcomm`?"), "{error}");
        assert!(of("signalwire", &["restcomm"], &[]).is_err());
        assert!(of("twilio", &[], &["page-token-free"]).is_err());
        assert!(of("signalwire", &[], &["page-token-free"]).is_ok());
    }
}
