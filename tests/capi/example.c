/* What a game in C does with Shoal, and what the library says to nonsense. tests/capi.rs compiles
 * and runs this, and holds the hashes that it prints against the same sprites drawn in Rust. */
#include "shoal.h"

#include <stdio.h>
#include <string.h>

static uint64_t hash(const uint8_t *bytes, size_t count) {
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < count; i++) {
        sum = (sum ^ bytes[i]) * 1099511628211u;
    }
    return sum;
}

static int fail(const char *what) {
    printf("failed: %s: %s\n", what, shoal_last_error());
    return 1;
}

int main(void) {
    static uint8_t pixels[4 * SHOAL_PIXELS], lit[SHOAL_PIXELS], many[3 * SHOAL_PIXELS];
    if (shoal_abi_version() != SHOAL_ABI_VERSION || strchr(shoal_version(), '.') == NULL) {
        return fail("versions");
    }
    if (strlen(shoal_last_error()) != 0) {
        return fail("there was no error yet");
    }
    ShoalGenerator *generator = shoal_open_embedded();
    if (generator == NULL) {
        return fail("open");
    }
    printf("%s, %s\n", shoal_zone_name(generator, 0), shoal_category_name(generator, 3));
    if (shoal_zone_name(generator, 6) != NULL || shoal_category_name(NULL, 0) != NULL) {
        return fail("names beyond the last");
    }

    /* The same model is the world "ocean" of every shelf; others are files in folders. */
    ShoalGenerator *ocean = shoal_open_world("ocean", NULL);
    if (ocean == NULL || strcmp(shoal_zone_name(ocean, 0), shoal_zone_name(generator, 0)) != 0) {
        return fail("the world of every shelf");
    }
    shoal_generator_free(ocean);
    if (shoal_open_world("no such world", ".") != NULL || shoal_open_world(NULL, NULL) != NULL) {
        return fail("a world that is not there");
    }

    /* One sprite, as indices and as RGBA, and lit from the right. */
    ShoalRequest request = {{0, 3}, 7, 0, SHOAL_DEFAULT_TEMPERATURE, 0, 0};
    if (shoal_generate(generator, &request, SHOAL_INDEXED, pixels, SHOAL_PIXELS) != SHOAL_OK) {
        return fail("generate");
    }
    printf("indexed %016llx\n", (unsigned long long)hash(pixels, SHOAL_PIXELS));
    if (shoal_shade(generator, pixels, 0, 30, SHOAL_INDEXED, lit, sizeof lit) != SHOAL_OK) {
        return fail("shade");
    }
    printf("lit %016llx\n", (unsigned long long)hash(lit, sizeof lit));
    /* It swims: six frames, one behind the other, and the last leads back to the first. */
    static uint8_t frames[6 * SHOAL_PIXELS];
    ShoalMotion motion = {{0, 3}, NULL, NULL, 0, 0, 0};
    uint32_t n_frames = 0;
    if (shoal_animate(generator, pixels, &motion, SHOAL_INDEXED, frames, sizeof frames,
                      &n_frames) != SHOAL_OK ||
        n_frames != 6) {
        return fail("animate");
    }
    printf("clip %016llx\n", (unsigned long long)hash(frames, sizeof frames));
    motion.action = "fly";
    if (shoal_animate(generator, pixels, &motion, SHOAL_INDEXED, frames, sizeof frames, NULL) !=
        SHOAL_ERROR) {
        return fail("an action that is none");
    }
    printf("%s\n", shoal_last_error());
    if (shoal_generate(generator, &request, SHOAL_RGBA, pixels, sizeof pixels) != SHOAL_OK) {
        return fail("generate RGBA");
    }
    printf("rgba %016llx\n", (unsigned long long)hash(pixels, sizeof pixels));

    /* Three at once. */
    ShoalRequest three[3] = {{{0, 3}, 7, 0, -1, 0, 0},
                             {{SHOAL_ANY, 0}, 7, 1, -1, 0, 1},
                             {{5, 2}, 9, 2, 0.5f, 1.0f, 0}};
    if (shoal_generate_batch(generator, three, 3, SHOAL_INDEXED, many, sizeof many) != SHOAL_OK) {
        return fail("batch");
    }
    printf("batch %016llx\n", (unsigned long long)hash(many, sizeof many));

    /* Names lead to numbers. */
    int32_t zone = -9, category = -9;
    if (shoal_zone_index(generator, "vent", &zone) != SHOAL_OK || zone != 5 ||
        shoal_category_index(generator, "ReefFish", &category) != SHOAL_OK || category != 0 ||
        shoal_zone_index(generator, "any", &zone) != SHOAL_OK || zone != SHOAL_ANY) {
        return fail("names");
    }
    if (shoal_zone_index(generator, "swamp", &zone) != SHOAL_ERROR ||
        shoal_zone_index(generator, NULL, &zone) != SHOAL_ERROR ||
        shoal_category_index(generator, "coral", NULL) != SHOAL_ERROR) {
        return fail("names that are not there");
    }

    /* A child of the first two, drawn anew in the right half. */
    static uint8_t mask[SHOAL_PIXELS], child[SHOAL_PIXELS];
    for (int i = 0; i < SHOAL_PIXELS; i++) {
        mask[i] = i % SHOAL_SIDE >= SHOAL_SIDE / 2;
    }
    ShoalCross cross = {many, many + SHOAL_PIXELS, mask, 0.5f, 0};
    if (shoal_breed(generator, &cross, &three[0], SHOAL_INDEXED, child, sizeof child) != SHOAL_OK) {
        return fail("breed");
    }
    printf("child %016llx\n", (unsigned long long)hash(child, sizeof child));
    const uint8_t colours[9] = {0, 0, 0, 90, 160, 250, 255, 255, 255};
    if (shoal_recolour(generator, child, colours, 3, SHOAL_INDEXED, child, sizeof child) != SHOAL_OK) {
        return fail("recolour");
    }
    for (int i = 0; i < SHOAL_PIXELS; i++) {
        if (child[i] > 3) {
            return fail("colours that the palette does not have");
        }
    }
    cross.strength = 1.5f;
    if (shoal_breed(generator, &cross, &three[0], SHOAL_INDEXED, child, sizeof child) != SHOAL_ERROR ||
        shoal_recolour(generator, child, colours, 0, SHOAL_INDEXED, child, sizeof child) != SHOAL_ERROR ||
        shoal_recolour(generator, child, colours, 64, SHOAL_INDEXED, child, sizeof child) != SHOAL_ERROR) {
        return fail("crosses and palettes that are none");
    }

    /* A stream outlives its generator's handle. */
    ShoalCell cells[1] = {{0, 3}};
    ShoalStreamSettings settings = {7, cells, 1, 2, 0, 1, 1.0f, SHOAL_DEFAULT_TEMPERATURE, 0,
                                    0};
    ShoalStream *stream = shoal_stream_new(generator, &settings);
    if (stream == NULL) {
        return fail("stream");
    }
    ShoalRequest made = {{0, 0}, 0, 99, 0, 0, 0};
    int32_t status = SHOAL_NONE;
    while (status == SHOAL_NONE) {
        status = shoal_stream_try_next(stream, SHOAL_INDEXED, pixels, SHOAL_PIXELS, &made);
    }
    if (status != SHOAL_OK || made.variant != 0 || made.seed != 7 || made.cell.category != 3) {
        return fail("the first of the stream");
    }
    printf("stream %016llx\n", (unsigned long long)hash(pixels, SHOAL_PIXELS));

    /* A stream of what a line asks for, which arrives swimming. */
    ShoalBrief *brief = shoal_brief_new(generator);
    if (brief == NULL || shoal_brief_words(brief, "shallows jellyfish") != SHOAL_OK) {
        return fail("a brief in words");
    }
    const ShoalBrief *briefs[2] = {brief, NULL};
    ShoalMotion swims = {{SHOAL_ANY, SHOAL_ANY}, NULL, "move", 4, 0, 0};
    if (shoal_stream_new_with(generator, &settings, briefs, 2, &swims) != NULL) {
        return fail("a brief that is null");
    }
    ShoalStream *moving = shoal_stream_new_with(generator, &settings, briefs, 1, &swims);
    shoal_brief_free(brief);
    if (moving == NULL) {
        return fail("a stream of clips");
    }
    status = SHOAL_NONE;
    while (status == SHOAL_NONE) {
        status = shoal_stream_try_next_clip(moving, SHOAL_INDEXED, frames, sizeof frames, &made,
                                            &n_frames);
    }
    if (status != SHOAL_OK || made.cell.zone != 0 || made.cell.category != 3) {
        return fail("the first clip of the stream");
    }
    printf("moving %u %016llx\n", n_frames,
           (unsigned long long)hash(frames, n_frames * SHOAL_PIXELS));
    if (shoal_stream_try_next_clip(moving, SHOAL_INDEXED, frames, 3 * SHOAL_PIXELS, NULL, NULL) !=
        SHOAL_ERROR) {
        return fail("a buffer that is too short for a clip");
    }
    printf("%s\n", shoal_last_error());
    shoal_stream_free(moving);

    /* Nonsense is told, and nothing else happens. */
    request.cell.zone = 6;
    if (shoal_generate(generator, &request, SHOAL_INDEXED, pixels, SHOAL_PIXELS) != SHOAL_ERROR) {
        return fail("a zone that is not there");
    }
    printf("%s\n", shoal_last_error());
    if (shoal_generate(generator, three, SHOAL_RGBA, pixels, 4095) != SHOAL_ERROR) {
        return fail("a short buffer");
    }
    printf("%s\n", shoal_last_error());
    if (shoal_generate(NULL, three, 0, pixels, sizeof pixels) != SHOAL_ERROR ||
        shoal_generate(generator, NULL, 0, pixels, sizeof pixels) != SHOAL_ERROR ||
        shoal_generate(generator, three, 0, NULL, sizeof pixels) != SHOAL_ERROR ||
        shoal_generate(generator, three, 7, pixels, sizeof pixels) != SHOAL_ERROR ||
        shoal_generate_batch(generator, three, (size_t)-1, 0, many, sizeof many) != SHOAL_ERROR ||
        shoal_stream_try_next(NULL, 0, pixels, sizeof pixels, NULL) != SHOAL_ERROR ||
        shoal_logits(generator, cells, pixels, NULL, 65536) != SHOAL_ERROR ||
        shoal_palette(generator, pixels, 255) != SHOAL_ERROR ||
        shoal_palette(generator, pixels, 256) != SHOAL_OK) {
        return fail("null pointers and impossible numbers");
    }
    settings.max_sprites = 0;
    if (shoal_stream_new(generator, &settings) != NULL) {
        return fail("a stream without room");
    }
    printf("%s\n", shoal_last_error());
    ShoalGenerator *exact = shoal_open_f32(NULL);
    if (exact == NULL) {
        return fail("open in f32");
    }
    shoal_generator_free(exact);
    if (shoal_open_file("/nowhere/at/all") != NULL || shoal_open_file(NULL) != NULL ||
        shoal_open_f32("/nowhere/at/all") != NULL) {
        return fail("files that are not there");
    }
    shoal_generator_free(generator);
    shoal_generator_free(NULL);
    shoal_stream_free(stream);
    shoal_stream_free(NULL);
    return 0;
}
