use proptest::prelude::*;

use super::*;

/// A world with axes such as the corpus's.
fn world() -> Schema {
    Schema::ocean()
        .with_kinds(
            "body",
            &[("turtle", 1), ("crab", 1), ("sea-anemone", 2), ("lions-mane", 3), ("octopus", 4)],
        )
        .with_axis("size", &["small", "medium", "large"])
        .with_axis("pattern", &["plain", "stripes", "spots", "two-tone"])
        .with_axis("main", &["abyss", "kelp", "sand", "anemone"])
        .with_axis("accent", &["abyss", "kelp", "sand", "anemone"])
        .with_axis("eyes", &["none", "small", "medium", "big"])
        .with_axis("outline", &["dark", "light", "none"])
}

/// The values of a line, by name, the category first.
fn read(line: &str) -> String {
    let world = world();
    let labels = world.read_words(line).unwrap();
    let named =
        world.named_traits(labels).into_iter().map(|(axis, value)| format!("{axis}={value}"));
    let cell = [slug(world.zone_name(labels)), slug(world.category_name(labels))];
    cell.into_iter().chain(named).collect::<Vec<_>>().join(" ")
}

fn refusal(line: &str) -> String {
    world().read_words(line).unwrap_err().to_string()
}

#[test]
fn order_commas_plurals_and_small_words_are_free() {
    let wanted = "hadal grazer accent=sand body=crab eyes=big main=kelp pattern=stripes size=small";
    for line in [
        "small striped crab, kelp and sand, big eyes, hadal",
        "Hadal: a tiny crab with stripes; big-eyed, of kelp, sand",
        "CRABS kelp sand stripy little huge eyes hadal zone",
        "striped   crab with big eyes, green and yellow, mini, in the trench",
    ] {
        assert_eq!(read(line), wanted, "{line}");
    }
}

#[test]
fn words_that_mean_two_things_go_where_there_is_room() {
    assert_eq!(read("abyss octopus"), "abyss cephalopod body=octopus");
    assert_eq!(read("abyss, abyss main"), "abyss any main=abyss");
    assert_eq!(read("big crab small eyes"), "any grazer body=crab eyes=small size=large");
    assert_eq!(read("anemone"), "any coral body=sea-anemone");
    assert_eq!(read("crab, sand accents"), "any grazer accent=sand body=crab");
    assert_eq!(read("lion's mane"), "any jellyfish body=lions-mane");
    assert_eq!(read("no eyes, no outline"), "any any eyes=none outline=none");
    assert_eq!(read("reef fish two tone"), "any reef-fish pattern=two-tone");
    assert_eq!(read(""), "any any");
}

#[test]
fn an_unknown_word_names_the_nearest_one() {
    let error = refusal("small crub");
    assert!(
        error.starts_with("\"crub\" is no word of this model; did you mean \"crab\"?"),
        "{error}"
    );
    let error = refusal("a crab riding a bicycle");
    assert!(error.starts_with("\"riding\" is no word of this model; `shoal words`"), "{error}");
    let error = Schema::ocean().read_words("hadal striped crab").unwrap_err().to_string();
    assert!(error.starts_with("\"striped\" needs a model with the axis \"pattern\""), "{error}");
    assert!(world().read_words(&"crab ".repeat(400)).is_err());
}

#[test]
fn words_that_exclude_each_other_are_named_both() {
    assert_eq!(
        refusal("crab turtle"),
        "\"crab\" and \"turtle\" do not go together: a sprite has one body; leave one out"
    );
    assert_eq!(
        refusal("jellyfish crab"),
        "\"crab\" is of the category grazer, and \"jellyfish\" of jellyfish; leave one out"
    );
    assert!(refusal("kelp sand anemone main").contains("one main"));
    assert_eq!(read("grazer crab"), "any grazer body=crab");
}

#[test]
fn every_word_of_the_vocabulary_is_read_as_its_first_sense() {
    let world = world();
    for word in world.words() {
        let labels = world.read_words(&word.spelling).unwrap_or_else(|error| panic!("{error}"));
        let sense = word.senses[0];
        assert_eq!(labels.get(sense.axis), Some(sense.value), "{}", word.spelling);
    }
}

proptest! {
    /// A line that was written is read as the same labels.
    #[test]
    fn lines_lead_back_to_their_labels(values in prop::collection::vec(prop::option::of(0_u8..9), 9)) {
        let world = world();
        let mut labels = Labels::default();
        for (place, axis) in world.axes().enumerate() {
            let value = values[place].filter(|value| usize::from(*value) < axis.values.len());
            labels = labels.with(place, value);
        }
        let category = world.category_of_kinds(labels).or(labels.category);
        let labels = labels.with(Schema::CATEGORY, category);
        let line = world.write_words(labels);
        prop_assert_eq!(world.read_words(&line), Ok(labels), "{}", line);
    }

    /// No line panics.
    #[test]
    fn any_text_is_read_or_refused(line in ".{0,60}") {
        drop(world().read_words(&line));
    }
}
