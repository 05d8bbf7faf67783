/* Shoal in C: 32x32 sprites, drawn in your process. No files, no network, no set-up.
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

#ifdef __cplusplus
extern "C" {
#endif

#define SHOAL_SIDE 32
#define SHOAL_PIXELS 1024

/* What calls return. */
#define SHOAL_OK 0
#define SHOAL_NONE 1
#define SHOAL_ERROR (-1)

/* How sprites are written: palette indices (0 is transparent), SHOAL_PIXELS bytes each; or
 * straight-alpha RGBA, 4 * SHOAL_PIXELS bytes each. Row by row from the top left. */
#define SHOAL_INDEXED 0
#define SHOAL_RGBA 1

/* Any zone, any category. */
#define SHOAL_ANY (-1)

/* The temperature that the model is shown at. */
#define SHOAL_DEFAULT_TEMPERATURE 0.9f

typedef struct ShoalGenerator ShoalGenerator;
typedef struct ShoalStream ShoalStream;

/* What to draw: numbers from 0 (see shoal_zone_name) or SHOAL_ANY. */
typedef struct ShoalCell {
    int32_t zone;
    int32_t category;
} ShoalCell;

/* One sprite. Equal requests make equal sprites. */
typedef struct ShoalRequest {
    ShoalCell cell;
    uint64_t seed;
    uint32_t variant;  /* which of the seed's sprites */
    float temperature; /* below 0: the default */
    float guidance;    /* how strongly the cell is insisted on: 0 is the default, 1 not at all and
                          twice as fast */
    uint32_t attempts; /* how often it is drawn at most, where the model finds that it came out badly:
                          0 is the default, 1 takes whatever comes */
} ShoalRequest;

/* What a stream draws and may spend. Sprite k is variant k of the seed. */
typedef struct ShoalStreamSettings {
    uint64_t seed;
    const ShoalCell *cells; /* in rotation; NULL: anything */
    size_t n_cells;
    size_t max_sprites; /* how many are drawn ahead, or 0 and ... */
    size_t max_bytes;   /* ... how much memory that may take, 10 MiB a thread included (half of that
                           without guidance) */
    uint32_t n_threads; /* 1 is plenty */
    float share;        /* for which share of the time each works: 0.001 to 1 */
    float temperature;  /* below 0: the default */
    float guidance;     /* as in ShoalRequest */
    uint32_t attempts;  /* as in ShoalRequest */
} ShoalStreamSettings;

/* The last error on this thread, "" if there was none; good until the next error. */
const char *shoal_last_error(void);

/* A generator with the checkpoint inside the library, or with a checkpoint file. NULL: an error. */
ShoalGenerator *shoal_open_embedded(void);
ShoalGenerator *shoal_open_file(const char *path);
/* As these, computing in f32: exactly as the model was trained, and slower. Its sprites are others,
 * no better. NULL: the checkpoint inside the library. */
ShoalGenerator *shoal_open_f32(const char *path);
/* NULL is allowed. Streams of the generator go on. */
void shoal_generator_free(ShoalGenerator *generator);

/* Names of the model's zones and categories, from 0; NULL beyond the last. */
const char *shoal_zone_name(const ShoalGenerator *generator, uint32_t index);
const char *shoal_category_name(const ShoalGenerator *generator, uint32_t index);

/* 64 colours as RGBA: 256 bytes. */
int32_t shoal_palette(const ShoalGenerator *generator, uint8_t *out, size_t n_bytes);

/* Draws one sprite on this thread, or many on all cores, one behind the other. */
int32_t shoal_generate(const ShoalGenerator *generator, const ShoalRequest *request, int32_t format,
                       uint8_t *out, size_t n_bytes);
int32_t shoal_generate_batch(const ShoalGenerator *generator, const ShoalRequest *requests,
                             size_t n_requests, int32_t format, uint8_t *out, size_t n_bytes);

/* Relights a flat sprite (SHOAL_PIXELS palette indices) along the palette's ramps. Azimuth in
 * degrees: 0 right, 90 above, 180 left; elevation: 0 grazes the picture, 90 shines straight on. */
int32_t shoal_shade(const ShoalGenerator *generator, const uint8_t *indices, float azimuth_degrees,
                    float elevation_degrees, int32_t format, uint8_t *out, size_t n_bytes);

/* For those who hold another implementation against this one: the logits with which the model
 * predicts each pixel of a sprite from those before it. SHOAL_PIXELS times 64 floats. */
int32_t shoal_logits(const ShoalGenerator *generator, const ShoalCell *cell, const uint8_t *indices,
                     float *out, size_t n_floats);

/* Draws in the background from now on. NULL: an error. */
ShoalStream *shoal_stream_new(const ShoalGenerator *generator, const ShoalStreamSettings *settings);
/* Takes the next sprite: SHOAL_OK, or SHOAL_NONE if there is none yet. Never waits. Where `request`
 * is not NULL, it is told what the sprite is. */
int32_t shoal_stream_try_next(const ShoalStream *stream, int32_t format, uint8_t *out,
                              size_t n_bytes, ShoalRequest *request);
/* Stops within one pass of the network. NULL is allowed. */
void shoal_stream_free(ShoalStream *stream);

#ifdef __cplusplus
}
#endif

#endif
