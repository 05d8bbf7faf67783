-- Generated from src/capi by `cargo run -p packaging -- header`; do not edit.
return {
    SHOAL_ABI_VERSION = 1,
    SHOAL_SIDE = 32,
    SHOAL_PIXELS = 1024,
    SHOAL_COLOURS = 64,
    SHOAL_OK = 0,
    SHOAL_NONE = 1,
    SHOAL_ERROR = -1,
    SHOAL_INDEXED = 0,
    SHOAL_RGBA = 1,
    SHOAL_ANY = -1,
    SHOAL_DEFAULT_TEMPERATURE = 0.9,
    cdef = [[
typedef struct ShoalBrief ShoalBrief;
typedef struct ShoalGenerator ShoalGenerator;
typedef struct ShoalStream ShoalStream;
typedef struct {
    int32_t zone;
    int32_t category;
} ShoalCell;
typedef struct {
    ShoalCell cell;
    uint64_t seed;
    uint32_t variant;
    float temperature;
    float guidance;
    uint32_t attempts;
} ShoalRequest;
typedef struct {
    ShoalCell cell;
    const char *body;
    const char *action;
    uint32_t n_frames;
    float strength;
    uint64_t seed;
} ShoalMotion;
typedef struct {
    const uint8_t *a;
    const uint8_t *b;
    const uint8_t *mask;
    float strength;
    uint8_t keeps_outline;
} ShoalCross;
typedef struct {
    uint64_t seed;
    const ShoalCell *cells;
    size_t n_cells;
    size_t max_sprites;
    size_t max_bytes;
    uint32_t n_threads;
    float share;
    float temperature;
    float guidance;
    uint32_t attempts;
} ShoalStreamSettings;
const char *shoal_last_error(void);
const char *shoal_version(void);
uint32_t shoal_abi_version(void);
ShoalGenerator *shoal_open_embedded(void);
ShoalGenerator *shoal_open_file(const char *path);
ShoalGenerator *shoal_open_world(const char *name, const char *folder);
ShoalGenerator *shoal_open_f32(const char *path);
void shoal_generator_free(ShoalGenerator *generator);
const char *shoal_zone_name(const ShoalGenerator *generator, uint32_t index);
const char *shoal_category_name(const ShoalGenerator *generator, uint32_t index);
int32_t shoal_zone_index(const ShoalGenerator *generator, const char *name, int32_t *index);
int32_t shoal_category_index(const ShoalGenerator *generator, const char *name, int32_t *index);
int32_t shoal_palette(const ShoalGenerator *generator, uint8_t *out, size_t n_bytes);
const char *shoal_axis_name(const ShoalGenerator *generator,
                            uint32_t axis);
const char *shoal_value_name(const ShoalGenerator *generator, uint32_t axis, uint32_t value);
int32_t shoal_generate(const ShoalGenerator *generator,
                       const ShoalRequest *request,
                       int32_t format,
                       uint8_t *out,
                       size_t n_bytes);
int32_t shoal_generate_batch(const ShoalGenerator *generator,
                             const ShoalRequest *requests,
                             size_t n_requests,
                             int32_t format,
                             uint8_t *out,
                             size_t n_bytes);
int32_t shoal_shade(const ShoalGenerator *generator,
                    const uint8_t *indices,
                    float azimuth_degrees,
                    float elevation_degrees,
                    int32_t format,
                    uint8_t *out,
                    size_t n_bytes);
int32_t shoal_logits(const ShoalGenerator *generator,
                     const ShoalCell *cell,
                     const uint8_t *indices,
                     float *out,
                     size_t n_floats);
int32_t shoal_animate(const ShoalGenerator *generator,
                      const uint8_t *indices,
                      const ShoalMotion *motion,
                      int32_t format,
                      uint8_t *out,
                      size_t n_bytes,
                      uint32_t *n_frames);
ShoalBrief *shoal_brief_new(const ShoalGenerator *generator);
int32_t shoal_brief_set(ShoalBrief *brief, const char *axis, const char *value);
int32_t shoal_brief_words(ShoalBrief *brief, const char *words);
int32_t shoal_generate_brief(const ShoalGenerator *generator,
                             const ShoalBrief *brief,
                             const ShoalRequest *request,
                             int32_t format,
                             uint8_t *out,
                             size_t n_bytes);
void shoal_brief_free(ShoalBrief *brief);
int32_t shoal_breed(const ShoalGenerator *generator,
                    const ShoalCross *cross,
                    const ShoalRequest *request,
                    int32_t format,
                    uint8_t *out,
                    size_t n_bytes);
int32_t shoal_recolour(const ShoalGenerator *generator,
                       const uint8_t *indices,
                       const uint8_t *palette,
                       size_t n_colours,
                       int32_t format,
                       uint8_t *out,
                       size_t n_bytes);
ShoalStream *shoal_stream_new(const ShoalGenerator *generator, const ShoalStreamSettings *settings);
ShoalStream *shoal_stream_new_with(const ShoalGenerator *generator,
                                   const ShoalStreamSettings *settings,
                                   const ShoalBrief *const *briefs,
                                   size_t n_briefs,
                                   const ShoalMotion *motion);
int32_t shoal_stream_try_next(const ShoalStream *stream,
                              int32_t format,
                              uint8_t *out,
                              size_t n_bytes,
                              ShoalRequest *request);
int32_t shoal_stream_try_next_clip(const ShoalStream *stream,
                                   int32_t format,
                                   uint8_t *out,
                                   size_t n_bytes,
                                   ShoalRequest *request,
                                   uint32_t *n_frames);
void shoal_stream_free(ShoalStream *stream);
int32_t shoal_slot_rows(const ShoalGenerator *generator,
                        const ShoalCell *cell,
                        const uint8_t *indices,
                        uint32_t slot,
                        uint32_t *out,
                        size_t n_rows);
int32_t shoal_table_name(const ShoalGenerator *generator,
                         uint32_t index,
                         uint8_t *out,
                         size_t n_bytes);
]],
}
