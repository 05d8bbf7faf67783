/* Shoal in C: 32x32 sprites, drawn in your process. No files, no network, no set-up.
 *
 * Generated from src/capi by `cargo run -p packaging -- header`; do not edit.
 *
 * Build the library:  cargo rustc --release --lib --no-default-features --features capi \
 *                         --crate-type cdylib        (or staticlib)
 *
 * Calls that can fail return SHOAL_ERROR or NULL; shoal_last_error() then says why, in a sentence
 * for people. A generator and a stream may be used from several threads at once; only freeing one
 * must not happen while another thread uses it. */

#ifndef SHOAL_H
#define SHOAL_H

#include <stddef.h>
#include <stdint.h>

// Version of this interface. It changes when a struct or a function changes so that a program
// that was compiled before no longer works; compare it with shoal_abi_version() of a library
// that is loaded at run time.
#define SHOAL_ABI_VERSION 1

// Columns and rows of a sprite.
#define SHOAL_SIDE 32

// Pixels of a sprite.
#define SHOAL_PIXELS 1024

// Entries of a palette; entry 0 is transparent.
#define SHOAL_COLOURS 64

// The call worked.
#define SHOAL_OK 0

// There is nothing yet.
#define SHOAL_NONE 1

// The call failed; shoal_last_error() says why.
#define SHOAL_ERROR -1

// Sprites as palette indices, 0 transparent: SHOAL_PIXELS bytes each, row by row from the top
// left.
#define SHOAL_INDEXED 0

// Sprites as straight-alpha RGBA: 4 * SHOAL_PIXELS bytes each, row by row from the top left.
#define SHOAL_RGBA 1

// Any zone, any category.
#define SHOAL_ANY -1

// The temperature that the model is shown at.
#define SHOAL_DEFAULT_TEMPERATURE 0.9

// What a sprite should be where zone and category are not all. One thread at a time may change it.
typedef struct ShoalBrief ShoalBrief;

// A checkpoint, ready to draw. It may be used from several threads at once; only freeing it must
// not happen while another thread uses it.
typedef struct ShoalGenerator ShoalGenerator;

// Sprites that are drawn in the background. It may be used from several threads at once; only
// freeing it must not happen while another thread uses it.
typedef struct ShoalStream ShoalStream;

// What to draw: numbers from 0 (see shoal_zone_name) or SHOAL_ANY.
typedef struct {
    // From 0, or SHOAL_ANY.
    int32_t zone;
    // From 0, or SHOAL_ANY.
    int32_t category;
} ShoalCell;

// One sprite. Equal requests make equal sprites.
typedef struct {
    // What to draw.
    ShoalCell cell;
    // Seed of the noise.
    uint64_t seed;
    // Which of a seed's sprites.
    uint32_t variant;
    // The dial for both temperatures; below 0: the default.
    float temperature;
    // Classifier-free guidance towards the cell: 0 is the default, 1 none and twice as fast.
    float guidance;
    // How often it is drawn at most, where the critic of the model refuses it: 0 is the default,
    // 1 takes whatever comes.
    uint32_t attempts;
} ShoalRequest;

// A clip of a still sprite. Equal sprites and motions make equal clips.
typedef struct {
    // What the sprite was drawn as; with its outline it tells how the creature is built.
    ShoalCell cell;
    // How the creature is built, "crab" or "eel", where that is known; NULL: found from the cell
    // and the pixels.
    const char *body;
    // What it does: "move" (as its body does: swims, walks, sways), "idle", "turn", "hurt",
    // "die"; NULL: "move".
    const char *action;
    // How many frames, 2 to 16; 0: 6.
    uint32_t n_frames;
    // How far it moves: 1 is what its body does; 0: 1.
    float strength;
    // Decides what differs between creatures of one build.
    uint64_t seed;
} ShoalMotion;

// Two sprites to cross, or one to vary.
typedef struct {
    // The sprite that stays as it is outside the mask: SHOAL_PIXELS palette indices.
    const uint8_t *a;
    // The sprite that comes in inside the mask, or NULL: A is varied.
    const uint8_t *b;
    // SHOAL_PIXELS bytes: where one is not 0 the model draws anew. NULL: 40 % of the pixels, rolled from the
    // seed.
    const uint8_t *mask;
    // From A varied (0) to B fitted in (1); below 0: the default, 0.5. Up to 0.5 the model is shown
    // more and more of B, gets its outline and some of its colours; from there on more and more of
    // B's pixels stay, until the seam alone is drawn. From 0.5 on ask for B's zone and category.
    float strength;
    // Not 0: children keep A's outline inside the mask too.
    uint8_t keeps_outline;
} ShoalCross;

// What a stream draws and may spend. Sprite k is variant k of the seed.
typedef struct {
    // Seed of the noise.
    uint64_t seed;
    // What to draw, in rotation; NULL: anything.
    const ShoalCell *cells;
    // How many cells there are.
    size_t n_cells;
    // How many sprites are drawn ahead, or 0 and ...
    size_t max_sprites;
    // ... how much memory that may take, 10 MiB a thread included (half of that without
    // guidance).
    size_t max_bytes;
    // Threads; 1 is plenty.
    uint32_t n_threads;
    // For which share of the time each works: 0.001 to 1.
    float share;
    // As in ShoalRequest.
    float temperature;
    // As in ShoalRequest.
    float guidance;
    // As in ShoalRequest.
    uint32_t attempts;
} ShoalStreamSettings;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The text of the last error on this thread, "" if there was none. The address is the same for
// as long as the thread lives, and the next error replaces the text: printf("%d %s", call(),
// shoal_last_error()) prints the error of that call, in whichever order they are evaluated.
// Look at it only after a call that failed: one that works leaves it as it is.
const char *shoal_last_error(void);

// The version of this library, as "0.1.0".
const char *shoal_version(void);

// The interface that this library has. A program that loads the library at run time compares it
// with the SHOAL_ABI_VERSION that it was compiled with.
uint32_t shoal_abi_version(void);

// A generator with the checkpoint inside the library. NULL: an error.
ShoalGenerator *shoal_open_embedded(void);

// A generator with a checkpoint file. NULL: an error.
ShoalGenerator *shoal_open_file(const char *path);

// A generator with a world of the shelf, which is a checkpoint file in a folder, by its name or by
// the first digits of its identity, the SHA-256 of the file; "ocean" is the checkpoint inside the
// library. It is looked for in the folder that SHOAL_WORLDS in the environment names, in the
// data folder of Shoal and beside the program; or, where folder is not NULL, in that alone.
// NULL: an error.
ShoalGenerator *shoal_open_world(const char *name, const char *folder);

// A generator that computes in f32: exactly as the model was trained, and slower. Its sprites are
// others, no better. It has the checkpoint inside the library if path is NULL. NULL: an error.
ShoalGenerator *shoal_open_f32(const char *path);

// Frees a generator; NULL is allowed. Streams of the generator go on.
void shoal_generator_free(ShoalGenerator *generator);

// The name of a zone of the model, counted from 0; NULL beyond the last.
const char *shoal_zone_name(const ShoalGenerator *generator, uint32_t index);

// The name of a category of the model, counted from 0; NULL beyond the last.
const char *shoal_category_name(const ShoalGenerator *generator, uint32_t index);

// Finds a zone by its name, as "vent"; "any" is SHOAL_ANY. The index goes to index.
int32_t shoal_zone_index(const ShoalGenerator *generator, const char *name, int32_t *index);

// Finds a category by its name, as "reef-fish"; "any" is SHOAL_ANY. The index goes to index.
int32_t shoal_category_index(const ShoalGenerator *generator, const char *name, int32_t *index);

// The palette of the model: 64 entries of RGBA, 256 bytes.
int32_t shoal_palette(const ShoalGenerator *generator, uint8_t *out, size_t n_bytes);

// The name of an axis of the model, counted from 0; NULL beyond the last. Axis 0 is the zone, axis 1
// the category; others are whatever the model was taught, such as a size.
const char *shoal_axis_name(const ShoalGenerator *generator,
                            uint32_t axis);

// The name of a value of an axis, both counted from 0; NULL beyond the last of either.
const char *shoal_value_name(const ShoalGenerator *generator, uint32_t axis, uint32_t value);

// Draws one sprite on this thread.
int32_t shoal_generate(const ShoalGenerator *generator,
                       const ShoalRequest *request,
                       int32_t format,
                       uint8_t *out,
                       size_t n_bytes);

// Draws many sprites on all cores; they lie one behind the other in out.
int32_t shoal_generate_batch(const ShoalGenerator *generator,
                             const ShoalRequest *requests,
                             size_t n_requests,
                             int32_t format,
                             uint8_t *out,
                             size_t n_bytes);

// Relights a flat sprite (SHOAL_PIXELS palette indices) along the ramps of the palette. Azimuth
// in degrees: 0 right, 90 above, 180 left; elevation: 0 grazes the picture, 90 shines straight on.
int32_t shoal_shade(const ShoalGenerator *generator,
                    const uint8_t *indices,
                    float azimuth_degrees,
                    float elevation_degrees,
                    int32_t format,
                    uint8_t *out,
                    size_t n_bytes);

// The logits with which the model predicts each pixel of a sprite from those before it, to hold
// another implementation against this one: SHOAL_PIXELS times 64 floats.
int32_t shoal_logits(const ShoalGenerator *generator,
                     const ShoalCell *cell,
                     const uint8_t *indices,
                     float *out,
                     size_t n_floats);

// Makes a clip of a flat or lit sprite (SHOAL_PIXELS palette indices): frames lie one behind
// the other in out, which has room for as many as motion asks for. They have the colours of
// the sprite and no others, and the last of "move" and "idle" leads back to the first. There may
// be fewer, where more would be the same; n_frames, if it is not NULL, gets their number.
int32_t shoal_animate(const ShoalGenerator *generator,
                      const uint8_t *indices,
                      const ShoalMotion *motion,
                      int32_t format,
                      uint8_t *out,
                      size_t n_bytes,
                      uint32_t *n_frames);

// A brief for a generator, which asks for anything. NULL: an error.
ShoalBrief *shoal_brief_new(const ShoalGenerator *generator);

// Asks for a value of an axis by name, as "pattern" and "striped"; "any" takes it back.
int32_t shoal_brief_set(ShoalBrief *brief, const char *axis, const char *value);

// Asks for what a line says in words, as "small striped crab, hadal", and for nothing else. A word
// that the generator's world does not have is an error that names the nearest one, and leaves the
// brief as it was.
int32_t shoal_brief_words(ShoalBrief *brief, const char *words);

// Draws one sprite on the calling thread. Where the brief asks for no zone or no category, the
// request's cell says which.
int32_t shoal_generate_brief(const ShoalGenerator *generator,
                             const ShoalBrief *brief,
                             const ShoalRequest *request,
                             int32_t format,
                             uint8_t *out,
                             size_t n_bytes);

// Frees a brief; NULL is allowed.
void shoal_brief_free(ShoalBrief *brief);

// Draws one child. request says what it should be, its seed and its sampling; equal crosses and
// requests make equal children.
int32_t shoal_breed(const ShoalGenerator *generator,
                    const ShoalCross *cross,
                    const ShoalRequest *request,
                    int32_t format,
                    uint8_t *out,
                    size_t n_bytes);

// Brings a sprite (SHOAL_PIXELS indices of the model's palette) into the colours of a game:
// palette holds n_colours of RGB, 3 bytes each, 1 to 63 of them; colour k becomes index k + 1,
// and 0 stays transparent. Each colour becomes the nearest one (OKLab).
int32_t shoal_recolour(const ShoalGenerator *generator,
                       const uint8_t *indices,
                       const uint8_t *palette,
                       size_t n_colours,
                       int32_t format,
                       uint8_t *out,
                       size_t n_bytes);

// Draws in the background from now on. NULL: an error.
ShoalStream *shoal_stream_new(const ShoalGenerator *generator, const ShoalStreamSettings *settings);

// As shoal_stream_new, for more than cells and stills. Where briefs is not NULL, what they
// ask for is drawn in rotation instead of the cells; they may be freed afterwards. Where motion
// is not NULL, each sprite arrives with a clip, which shoal_stream_try_next_clip takes; cell
// and body of the motion are not read, since they are each sprite's own. NULL: an error.
ShoalStream *shoal_stream_new_with(const ShoalGenerator *generator,
                                   const ShoalStreamSettings *settings,
                                   const ShoalBrief *const *briefs,
                                   size_t n_briefs,
                                   const ShoalMotion *motion);

// Takes the next sprite: SHOAL_OK, or SHOAL_NONE if there is none yet. Never waits. Where
// request is not NULL, it is filled in with the sprite's own.
int32_t shoal_stream_try_next(const ShoalStream *stream,
                              int32_t format,
                              uint8_t *out,
                              size_t n_bytes,
                              ShoalRequest *request);

// As shoal_stream_try_next, with every frame of the sprite's clip: they lie one behind the
// other in out, which has room for as many as the stream's motion asks for. There may be fewer,
// where more would be the same; n_frames, if it is not NULL, gets their number. A sprite of a
// stream without motion has one frame.
int32_t shoal_stream_try_next_clip(const ShoalStream *stream,
                                   int32_t format,
                                   uint8_t *out,
                                   size_t n_bytes,
                                   ShoalRequest *request,
                                   uint32_t *n_frames);

// Stops a stream within one pass of the network and waits for its threads. NULL is allowed.
void shoal_stream_free(ShoalStream *stream);

// For other implementations that are held against this one: which rows are added up in a slot
// (slots 0 and 1 are the prompt's, slot 2 + p predicts pixel p), of the tables of the checkpoint one
// below the other, in the order of shoal_table_name. Returns how many rows; 32 are always enough.
int32_t shoal_slot_rows(const ShoalGenerator *generator,
                        const ShoalCell *cell,
                        const uint8_t *indices,
                        uint32_t slot,
                        uint32_t *out,
                        size_t n_rows);

// Copies the name of the tensor that a table is, and a zero byte; SHOAL_NONE beyond the last.
int32_t shoal_table_name(const ShoalGenerator *generator,
                         uint32_t index,
                         uint8_t *out,
                         size_t n_bytes);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SHOAL_H */
