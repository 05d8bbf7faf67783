//! Sprites that follow rough pictures.

use super::*;
use shoal::{
    files::sketch::write_sketch,
    model::{Shape, ShapeConfig},
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
fn what_is_left_out_of_a_sketch_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rough.gif");
    let block = |colour: u8| {
        let indices: Vec<u8> = (0..1024)
            .map(|at| if (8..24).contains(&(at / 32)) && at % 32 > 9 { colour } else { 0 })
            .collect();
        shoal::files::Frame::new("a", Sprite::from_indices(&indices).unwrap())
    };
    let bytes = shoal::files::gif::encode(&[block(5), block(9)], &Palette::ocean(), 1);
    fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    let out = folder.path().join("drawn.png");
    let output = run(&mut shoal(), &["generate", "--sketch", text(&path), "--out", text(&out)]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("rough.gif\": 1 of 2 frames left out"), "{told}");
    assert!(told.contains("no end marker"), "{told}");
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

/// The small model with a shape network and a trait to ask for.
fn with_shapes(folder: &Path) -> PathBuf {
    let mut data = tiny().into_data();
    data.world = data.world.with_axis("Size", &["Small", "Huge"]);
    data.config = data.config.for_schema(&data.world);
    let table = vec![0.0; 3 * data.config.width];
    data.weights.insert("embed.axis.size".to_owned(), table);
    let config = ShapeConfig::tiny(&data.world, &data.palette);
    let tensors = config.tensors().into_iter().map(|(name, shape)| {
        let count: usize = shape.iter().product();
        (name, (0..count).map(|at| ((at * 37 % 101) as f32 / 101.0 - 0.5) * 0.4).collect())
    });
    data.shape = Some(Shape { weights: tensors.collect(), config });
    let path = folder.join("shapes.safetensors");
    fs::write(&path, Checkpoint::new(data).unwrap().to_bytes(Dtype::F32)).unwrap();
    path
}

#[test]
fn traits_get_their_shape_first_and_the_recipe_needs_no_shape_network() {
    let folder = tempfile::tempdir().unwrap();
    let model = with_shapes(folder.path());
    let program = |words: &[&str]| {
        let mut command = bare();
        command.arg("--model").arg(&model);
        succeed(&mut command, words)
    };
    assert!(program(&["info"]).contains("draws coarse pictures first"));
    let drawn = |name: &str| read_sprite(&folder.path().join(name)).unwrap();
    let out = |name: &str| folder.path().join(name).display().to_string();
    program(&["generate", "huge sword", "--out", &out("traits.png")]);
    program(&["generate", "sword", "--out", &out("plain.png")]);
    program(&["generate", "huge sword", "--shape-first", "off", "--out", &out("off.png")]);
    program(&["generate", "sword", "--shape-first", "on", "--out", &out("on.png")]);
    let sketch = |name: &str| drawn(name).recipe.unwrap().sketch;
    assert!(sketch("traits.png").is_some() && sketch("on.png").is_some());
    assert!(sketch("plain.png").is_none() && sketch("off.png").is_none());
    // Drawn again from the recipe, the shape is not drawn anew; without one, none is.
    for name in ["traits.png", "off.png"] {
        program(&["generate", "--recipe", &out(name), "--out", &out("again.png")]);
        assert_eq!(drawn("again.png").sprite, drawn(name).sprite);
        assert_eq!(sketch("again.png"), sketch(name));
    }
    // A sketch is completed where that is wanted.
    let file = folder.path().join("rough.png");
    let open = Sketch::BLANK.painted(&Mask::rectangle((8, 10), (23, 21)), SketchCell::Ramp(4));
    write_sketch(&file, &open, &Palette::ocean()).unwrap();
    let given = ["generate", "--sketch", text(&file), "--shape-first", "on"];
    program(&[&given[..], &["--out", &out("whole.png")]].concat());
    assert_eq!(sketch("whole.png").unwrap().at(16 * 32 + 16), SketchCell::Ramp(4));
    // Archives say which shapes they have, so that none are mixed.
    let shards = out("shards");
    program(&["generate", "huge sword", "--variants", "0..1", "--out", &shards]);
    let mut command = bare();
    command.arg("--model").arg(&model);
    let words = ["generate", "huge sword", "--variants", "0..1", "--shape-first", "off"];
    let other = run(&mut command, &[&words[..], &["--out", &shards]].concat());
    assert_ne!(other.status.code(), Some(0));
}
