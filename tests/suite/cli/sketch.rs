//! Sprites that follow rough pictures.

use super::*;
use shoal::{
    files::sketch::write_sketch,
    sprite::{Mask, Sketch, SketchCell},
};

/// A rough block of one ramp on an empty ground.
fn rough(path: &Path) -> Sketch {
    let ground = Sketch::BLANK.painted(&Mask::ALL, SketchCell::Empty);
    let block = Mask::rectangle((8, 10), (23, 21));
    let sketch = ground.painted(&block, SketchCell::Ramp(4));
    write_sketch(path, &sketch, &Palette::ocean()).unwrap();
    sketch
}

#[test]
fn sprites_follow_a_sketch_and_their_recipes_hold_it() {
    let folder = tempfile::tempdir().unwrap();
    let [file, out, again] = ["rough.png", "out", "again"].map(|name| folder.path().join(name));
    let sketch = rough(&file);
    let words = ["generate", "forest sword", "--sketch", text(&file), "--count", "2"];
    succeed(&mut shoal(), &[&words[..], &["--out", text(&out)]].concat());
    let names = names_in(&out);
    assert_eq!(names, ["sword-forest-0-0.png", "sword-forest-0-1.png"]);
    for name in &names {
        let drawn = read_sprite(&out.join(name)).unwrap();
        assert!(sketch.overlap(&drawn.sprite) > 0.5);
        assert_eq!(*drawn.recipe.unwrap().sketch.unwrap(), sketch);
        assert_eq!((drawn.sprite.at(1, 1), drawn.sprite.at(30, 30)), (0, 0));
        assert_ne!(drawn.sprite.at(16, 16), 0);
        // The picture is no longer needed.
        fs::remove_file(&file).ok();
        let told = run(
            &mut shoal(),
            &["generate", "--recipe", text(&out.join(name)), "--out", text(&again)],
        );
        assert!(String::from_utf8(told.stderr).unwrap().contains("the pixels are the same"));
        assert_eq!(read_sprite(&again.join(name)).unwrap().sprite, drawn.sprite);
    }
    // A sprite is a sketch too, in its shape alone if that is wanted.
    let other = folder.path().join("other.png");
    let sprite = out.join(&names[0]);
    let words = ["generate", "--sketch", text(&sprite), "--shape-only", "--out", text(&other)];
    succeed(&mut shoal(), &words);
    let followed = read_sprite(&other).unwrap().recipe.unwrap().sketch.unwrap();
    assert!(!followed.to_text().contains(":4") && followed.to_text().contains(":*"));
    // So do archives of very many.
    rough(&file);
    let shards = folder.path().join("shards");
    let words = ["generate", "--variants", "0..2", "--sketch", text(&file)];
    succeed(&mut shoal(), &[&words[..], &["--out", text(&shards)]].concat());
    let settings = fs::read_to_string(shards.join("settings.json")).unwrap_or_default();
    let any = names_in(&shards).contains(&"sprites-000000.tar".to_owned());
    assert!(any && (settings.is_empty() || settings.contains("sketch")), "{settings}");
}

#[test]
fn what_is_no_sketch_is_told_in_one_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.png");
    let blank = folder.path().join("blank.png");
    fs::write(&blank, encode_sprite(&Sprite::EMPTY, &Palette::ocean(), None, 1)).unwrap();
    let draw = |file: &Path, more: &[&str], code: i32| {
        let words = ["generate", "--sketch", text(file), "--out", text(&out)];
        fail(&mut shoal(), &[&words[..], more].concat(), code)
    };
    assert!(draw(&blank, &[], 1).contains("no figure"));
    assert!(draw(&folder.path().join("none.png"), &[], 1).contains("none.png"));
    let torn = folder.path().join("torn.png");
    fs::write(&torn, &fs::read(&blank).unwrap()[..60]).unwrap();
    assert!(draw(&torn, &[], 1).contains("torn.png"));
    rough(&blank);
    assert!(draw(&blank, &["--recipe", text(&blank)], 2).contains("--recipe"));
    let words = ["generate", "--shape-only", "--out", text(&out)];
    assert!(fail(&mut shoal(), &words, 2).contains("--sketch"));
    // A sketch is not written over by what is drawn from it.
    let words = ["generate", "--sketch", text(&blank), "--out", text(&blank)];
    assert!(fail(&mut shoal(), &words, 2).contains("would be lost"));
    assert!(!out.exists());
}
