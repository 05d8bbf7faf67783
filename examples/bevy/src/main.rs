//! A sea in Bevy: creatures arrive as the model draws them, and swim from right to left.
//!
//! `cargo run --release` in this folder. With `SHOAL_FRAMES=600` it ends after so many frames and
//! says how many creatures came and how long the longest frame took.

use std::time::Duration;

use bevy::{
    asset::RenderAssetUsages,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};
use shoal::{
    generate::{Effort, Generator, SpriteStream, StreamSettings},
    motion::Motion,
    sprite::{Palette, SIDE},
};

/// Pixels of the window that a pixel of a sprite covers.
const SCALE: f32 = 3.0;
/// Creatures at once; the eldest makes room.
const MOST: usize = 40;

/// The stream that draws, and the colours of what it draws.
#[derive(Resource)]
struct Sea {
    stream: SpriteStream,
    palette: Palette,
}

/// A creature with the pictures and times of its clip.
#[derive(Component)]
struct Swimmer {
    frames: Vec<Handle<Image>>,
    timer: Timer,
    shown: usize,
    number: u64,
}

/// Counts frames for `SHOAL_FRAMES`.
#[derive(Resource, Default)]
struct Measured {
    frames: u32,
    longest: Duration,
    arrived: u64,
}

fn main() -> Result {
    let generator = Generator::embedded();
    let mut settings = StreamSettings::new(7);
    settings.prompts = generator.world().cells().collect::<Vec<_>>().into();
    settings.effort = Effort::share(0.25);
    settings.motion = Some(Motion::default());
    let sea = Sea { stream: generator.stream(settings)?, palette: generator.palette().clone() };
    App::new()
        .add_plugins(DefaultPlugins.set(ImagePlugin::default_nearest()))
        .insert_resource(ClearColor(Color::srgb_u8(11, 32, 57)))
        .insert_resource(sea)
        .init_resource::<Measured>()
        .add_systems(Startup, |mut commands: Commands| {
            commands.spawn(Camera2d);
        })
        .add_systems(Update, (arrive, swim, measure).chain())
        .run();
    Ok(())
}

/// Takes at most one sprite a frame, and never waits for one.
fn arrive(
    mut commands: Commands,
    sea: Res<Sea>,
    mut images: ResMut<Assets<Image>>,
    mut measured: ResMut<Measured>,
    swimmers: Query<(Entity, &Swimmer)>,
) {
    let Some(arrival) = sea.stream.try_next() else { return };
    let Some(clip) = arrival.clip else { return };
    let size = Extent3d { width: SIDE as u32, height: SIDE as u32, depth_or_array_layers: 1 };
    let frames: Vec<Handle<Image>> = (clip.frames.iter())
        .map(|sprite| {
            let (format, usage) = (TextureFormat::Rgba8UnormSrgb, RenderAssetUsages::RENDER_WORLD);
            let rgba = sprite.to_rgba(&sea.palette);
            images.add(Image::new(size, TextureDimension::D2, rgba, format, usage))
        })
        .collect();
    let seconds = f32::from(clip.durations.first().copied().unwrap_or(100)) / 1000.0;
    let height = (arrival.index * 97 % 600) as f32 - 300.0;
    commands.spawn((
        Sprite::from_image(frames[0].clone()),
        Transform::from_xyz(660.0, height, 0.0).with_scale(Vec3::splat(SCALE)),
        Swimmer {
            frames,
            timer: Timer::from_seconds(seconds, TimerMode::Repeating),
            shown: 0,
            number: arrival.index,
        },
    ));
    measured.arrived += 1;
    if swimmers.iter().len() >= MOST
        && let Some((eldest, _)) = swimmers.iter().min_by_key(|(_, swimmer)| swimmer.number)
    {
        commands.entity(eldest).despawn();
    }
}

/// Moves creatures and shows the next picture of each clip when its time has come.
fn swim(time: Res<Time>, mut swimmers: Query<(&mut Swimmer, &mut Sprite, &mut Transform)>) {
    for (mut swimmer, mut sprite, mut place) in &mut swimmers {
        place.translation.x -= 40.0 * time.delta_secs();
        if place.translation.x < -700.0 {
            place.translation.x = 700.0;
        }
        if swimmer.timer.tick(time.delta()).just_finished() {
            swimmer.shown = (swimmer.shown + 1) % swimmer.frames.len();
            sprite.image = swimmer.frames[swimmer.shown].clone();
        }
    }
}

/// Ends the program after `SHOAL_FRAMES` frames, if that is set.
fn measure(time: Res<Time>, mut measured: ResMut<Measured>, mut exit: MessageWriter<AppExit>) {
    measured.frames += 1;
    // The first frames compile shaders.
    if measured.frames > 60 {
        measured.longest = measured.longest.max(time.delta());
    }
    let limit = std::env::var("SHOAL_FRAMES").ok().and_then(|text| text.parse::<u32>().ok());
    if limit.is_some_and(|limit| measured.frames >= limit) {
        info!(
            "{} creatures in {} frames; the longest took {:.1} ms",
            measured.arrived,
            measured.frames,
            measured.longest.as_secs_f64() * 1000.0
        );
        exit.write(AppExit::Success);
    }
}
