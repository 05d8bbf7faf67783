--- Shoal for LÖVE and LuaJIT: 32x32 sprites, drawn in the game's process.
--
-- Put shoal.lua, shoal_cdef.lua and the library (libshoal.so, shoal.dll, libshoal.dylib) beside
-- main.lua, or the library beside the .love file:
--
--     local shoal = require "shoal"
--     local generator = assert(shoal.open())
--     local stream = assert(generator:stream { seed = 7, share = 0.25 })
--     function love.update()
--         local sprite = stream:next()          -- never waits; nil: none yet
--         if sprite then images[#images + 1] = sprite:image() end
--     end
--
-- What a game can meet while it runs (no library, a torn file) is returned as nil and a sentence;
-- what only a mistake in the program brings about (a zone that does not exist, a wrong type) is an
-- error with a sentence.

local ffi = require "ffi"
local folder = (...):match("^(.*)%.[^.]*$")
local declared = require(folder and folder .. ".shoal_cdef" or "shoal_cdef")

ffi.cdef(declared.cdef)

local shoal = {
    SIDE = declared.SHOAL_SIDE,
    PIXELS = declared.SHOAL_PIXELS,
    DEFAULT_TEMPERATURE = declared.SHOAL_DEFAULT_TEMPERATURE,
}

local C -- the library, once it is loaded
local PIXELS, ANY = declared.SHOAL_PIXELS, declared.SHOAL_ANY
local INDEXED, RGBA = declared.SHOAL_INDEXED, declared.SHOAL_RGBA
local OK, NONE = declared.SHOAL_OK, declared.SHOAL_NONE

local Sprite, Generator, Stream = {}, {}, {}
Sprite.__index, Generator.__index, Stream.__index = Sprite, Generator, Stream

--- Where the library may lie, in the order in which it is looked for.
local function places(given)
    if given then return { given } end
    local file = ({ Windows = "shoal.dll", OSX = "libshoal.dylib" })[ffi.os] or "libshoal.so"
    local found = {}
    if love and love.filesystem then
        -- A folder with main.lua, and the folder that holds a .love file or a fused game.
        found[#found + 1] = love.filesystem.getSource() .. "/" .. file
        found[#found + 1] = love.filesystem.getSourceBaseDirectory() .. "/" .. file
    end
    found[#found + 1] = "./" .. file
    found[#found + 1] = "shoal" -- where the system looks
    return found
end

--- Loads the library once; true, or nil and a sentence.
local function load(given)
    if C then return true end
    local tried = {}
    for _, place in ipairs(places(given)) do
        local is_loaded, library = pcall(ffi.load, place)
        if is_loaded then
            local has_version, version = pcall(function() return library.shoal_abi_version() end)
            version = has_version and tonumber(version) or 0
            if version ~= declared.SHOAL_ABI_VERSION then
                return nil, ("the Shoal library at %s has interface %d and shoal_cdef.lua is for %d: "
                    .. "take both from one package"):format(place, version, declared.SHOAL_ABI_VERSION)
            end
            C = library
            return true
        end
        tried[#tried + 1] = place
    end
    return nil, "the Shoal library is not there: put it beside main.lua; looked for "
        .. table.concat(tried, ", ")
end

local function last_error()
    return ffi.string(C.shoal_last_error())
end

--- A number of the model's for a name, a number, or nil (any).
local function index_of(generator, find, value)
    if value == nil then return ANY end
    if type(value) == "number" then return value end
    local index = ffi.new("int32_t[1]")
    if find(generator.handle, value, index) ~= OK then error(last_error(), 4) end
    return index[0]
end

local function cell_of(generator, wanted)
    return index_of(generator, C.shoal_zone_index, wanted.zone),
        index_of(generator, C.shoal_category_index, wanted.category)
end

--- A ShoalRequest of what a table says.
local function request_of(generator, wanted)
    local request = ffi.new("ShoalRequest")
    request.cell.zone, request.cell.category = cell_of(generator, wanted)
    request.seed = wanted.seed or 0
    request.variant = wanted.variant or 0
    request.temperature = wanted.temperature or -1
    request.guidance = wanted.guidance or 0
    request.attempts = wanted.attempts or 0
    return request
end

--- Opens a generator: the model inside the library, or `options.file`. `options.library` says
-- where the library is, `options.f32` computes in f32. A generator, or nil and a sentence.
function shoal.open(options)
    options = options or {}
    local is_loaded, why = load(options.library)
    if not is_loaded then return nil, why end
    local handle
    if options.f32 then
        handle = C.shoal_open_f32(options.file)
    elseif options.file then
        handle = C.shoal_open_file(options.file)
    else
        handle = C.shoal_open_embedded()
    end
    if handle == nil then return nil, last_error() end
    return setmetatable({ handle = ffi.gc(handle, C.shoal_generator_free) }, Generator)
end

--- The version of the library, as "0.1.0"; nil and a sentence where there is none.
function shoal.version()
    local is_loaded, why = load()
    if not is_loaded then return nil, why end
    return ffi.string(C.shoal_version())
end

local function names(handle, name_of)
    local list = {}
    while true do
        local name = name_of(handle, #list)
        if name == nil then return list end
        list[#list + 1] = ffi.string(name)
    end
end

--- The names of the model's zones.
function Generator:zones() return names(self.handle, C.shoal_zone_name) end

--- The names of the model's categories.
function Generator:categories() return names(self.handle, C.shoal_category_name) end

--- 64 colours of { r, g, b, a }, each 0 to 1; the first is transparent.
function Generator:palette()
    local bytes = ffi.new("uint8_t[256]")
    if C.shoal_palette(self.handle, bytes, 256) ~= OK then error(last_error(), 2) end
    local colours = {}
    for i = 0, 63 do
        local at = 4 * i
        colours[i + 1] =
            { bytes[at] / 255, bytes[at + 1] / 255, bytes[at + 2] / 255, bytes[at + 3] / 255 }
    end
    return colours
end

local function sprite_of(generator, indices, about)
    about.generator, about.indices = generator, indices
    return setmetatable(about, Sprite)
end

--- A brief of a line in words.
local function brief_of(generator, words)
    local brief = C.shoal_brief_new(generator.handle)
    if brief == nil then error(last_error(), 3) end
    brief = ffi.gc(brief, C.shoal_brief_free)
    if C.shoal_brief_words(brief, words) ~= OK then error(last_error(), 3) end
    return brief
end

--- A ShoalMotion of what a table says, and the texts that it points to.
local function motion_of(wanted)
    local motion = ffi.new("ShoalMotion")
    local texts = {}
    local function text(value)
        if value == nil then return nil end
        local copy = ffi.new("char[?]", #value + 1, value)
        texts[#texts + 1] = copy
        return copy
    end
    motion.cell.zone, motion.cell.category = ANY, ANY
    motion.action, motion.body = text(wanted.action), text(wanted.body)
    motion.n_frames = wanted.frames or 6
    motion.strength = wanted.strength or 1
    motion.seed = wanted.seed or 0
    return motion, texts
end

--- Frames that lie one behind the other, as sprites.
local function frames_of(generator, bytes, n_frames)
    local frames = {}
    for i = 0, n_frames - 1 do
        local indices = ffi.new("uint8_t[?]", PIXELS)
        ffi.copy(indices, bytes + i * PIXELS, PIXELS)
        frames[i + 1] = sprite_of(generator, indices, {})
    end
    return frames
end

--- Draws one sprite now: { zone = "vent", category = "jellyfish", seed = 7, variant = 0,
-- temperature = 0.9, guidance = 1.5, attempts = 4 }, all of them optional. `words` asks in words:
-- { words = "hadal jellyfish" }.
function Generator:sprite(wanted)
    wanted = wanted or {}
    local request = request_of(self, wanted)
    local indices = ffi.new("uint8_t[?]", PIXELS)
    local result
    if wanted.words then
        local brief = brief_of(self, wanted.words)
        result = C.shoal_generate_brief(self.handle, brief, request, INDEXED, indices, PIXELS)
    else
        result = C.shoal_generate(self.handle, request, INDEXED, indices, PIXELS)
    end
    if result ~= OK then error(last_error(), 2) end
    return sprite_of(self, indices, { seed = wanted.seed or 0, variant = wanted.variant or 0 })
end

--- Draws a child of two sprites, or a variation of one where `b` is nil. `wanted` is as for
-- `sprite`, with strength (0 to 1) and keeps_outline. The mask is 40 % of the pixels, rolled
-- from the seed.
function Generator:breed(a, b, wanted)
    wanted = wanted or {}
    local cross = ffi.new("ShoalCross")
    cross.a, cross.b = a.indices, b and b.indices or nil
    cross.strength = wanted.strength or -1
    cross.keeps_outline = wanted.keeps_outline and 1 or 0
    local indices = ffi.new("uint8_t[?]", PIXELS)
    local request = request_of(self, wanted)
    if C.shoal_breed(self.handle, cross, request, INDEXED, indices, PIXELS) ~= OK then
        error(last_error(), 2)
    end
    return sprite_of(self, indices, { seed = wanted.seed or 0, variant = wanted.variant or 0 })
end

--- A clip of a sprite: a list of sprites, in its colours. { action = "move" ("idle", "turn",
-- "hurt", "die"), frames = 2 to 16, strength = 1, body = "crab", zone, category, seed }, all of
-- them optional. The last frame of "move" and "idle" leads back to the first.
function Generator:animate(sprite, wanted)
    wanted = wanted or {}
    local motion, texts = motion_of(wanted)
    local about = { zone = wanted.zone or sprite.zone, category = wanted.category or sprite.category }
    motion.cell.zone, motion.cell.category = cell_of(self, about)
    local size = math.max(motion.n_frames, 1) * PIXELS
    local out, n_frames = ffi.new("uint8_t[?]", size), ffi.new("uint32_t[1]")
    local result =
        C.shoal_animate(self.handle, sprite.indices, motion, INDEXED, out, size, n_frames)
    texts = nil -- they lived until the call was over
    if result ~= OK then error(last_error(), 2) end
    return frames_of(self, out, n_frames[0])
end

--- Draws in the background from now on: { seed = 7, cells = { { zone = "vent" }, ... }, sprites =
-- 8 ahead, threads = 1, share = 0.25 of the time, temperature, guidance, attempts }. `words` =
-- { "hadal jellyfish", ... } are drawn in rotation instead of the cells; with `motion` = { action =
-- "move", frames = 6 } each sprite brings its clip, `sprite.frames`. A stream, or nil and a
-- sentence.
function Generator:stream(wanted)
    wanted = wanted or {}
    local settings = ffi.new("ShoalStreamSettings")
    local cells = wanted.cells or { {} }
    local array = ffi.new("ShoalCell[?]", math.max(#cells, 1))
    for i, cell in ipairs(cells) do
        array[i - 1].zone, array[i - 1].category = cell_of(self, cell)
    end
    settings.seed = wanted.seed or 0
    settings.cells, settings.n_cells = array, #cells
    settings.max_sprites = wanted.sprites or 8
    settings.n_threads = wanted.threads or 1
    settings.share = wanted.share or 0.25
    settings.temperature = wanted.temperature or -1
    settings.guidance = wanted.guidance or 0
    settings.attempts = wanted.attempts or 0
    local briefs, kept = nil, {}
    local n_briefs = wanted.words and #wanted.words or 0
    if n_briefs > 0 then
        briefs = ffi.new("const ShoalBrief *[?]", n_briefs)
        for i, words in ipairs(wanted.words) do
            kept[i] = brief_of(self, words)
            briefs[i - 1] = kept[i]
        end
    end
    local motion, texts
    if wanted.motion then motion, texts = motion_of(wanted.motion) end
    local n_frames = motion and motion.n_frames or 1
    local handle = C.shoal_stream_new_with(self.handle, settings, briefs, n_briefs, motion)
    kept, texts = nil, nil -- they lived until the call was over
    if handle == nil then return nil, last_error() end
    return setmetatable({
        generator = self,
        handle = ffi.gc(handle, C.shoal_stream_free),
        request = ffi.new("ShoalRequest"),
        size = n_frames * PIXELS,
        buffer = ffi.new("uint8_t[?]", n_frames * PIXELS),
        n_frames = ffi.new("uint32_t[1]"),
        is_moving = motion ~= nil,
    }, Stream)
end

--- The next sprite, or nil while there is none. Never waits.
function Stream:next()
    if not self.handle then return nil end
    local result = C.shoal_stream_try_next_clip(
        self.handle, INDEXED, self.buffer, self.size, self.request, self.n_frames)
    if result == NONE then return nil end
    if result ~= OK then error(last_error(), 2) end
    local indices = ffi.new("uint8_t[?]", PIXELS)
    ffi.copy(indices, self.buffer, PIXELS)
    local cell = self.request.cell
    local frames = self.is_moving and frames_of(self.generator, self.buffer, self.n_frames[0]) or nil
    return sprite_of(self.generator, indices, {
        frames = frames,
        seed = tonumber(self.request.seed),
        variant = self.request.variant,
        zone = cell.zone >= 0 and ffi.string(C.shoal_zone_name(self.generator.handle, cell.zone)) or nil,
        category = cell.category >= 0
            and ffi.string(C.shoal_category_name(self.generator.handle, cell.category)) or nil,
    })
end

--- Stops the stream within a millisecond of work. It also stops when it is collected.
function Stream:close()
    if self.handle then
        C.shoal_stream_free(ffi.gc(self.handle, nil))
        self.handle = nil
    end
end

--- Palette index of a pixel, columns and rows from 0; 0 is transparent.
function Sprite:at(x, y)
    if x < 0 or y < 0 or x >= shoal.SIDE or y >= shoal.SIDE then return 0 end
    return self.indices[y * shoal.SIDE + x]
end

--- The sprite as 4,096 bytes of RGBA; lit from `azimuth` and `elevation` in degrees if they are
-- given (0 right, 90 above, 180 left; elevation 90 shines straight on).
function Sprite:rgba(azimuth, elevation)
    local bytes = ffi.new("uint8_t[?]", 4 * PIXELS)
    self:write(bytes, azimuth, elevation)
    return ffi.string(bytes, 4 * PIXELS)
end

--- As `rgba`, into memory of the caller's: a pointer to 4,096 bytes.
function Sprite:write(pointer, azimuth, elevation)
    local handle = self.generator.handle
    local result
    if azimuth then
        result = C.shoal_shade(handle, self.indices, azimuth, elevation or 30, RGBA, pointer, 4 * PIXELS)
    else
        -- Its own colours: the palette, pixel by pixel.
        local palette = self.generator.palette_bytes
        if not palette then
            palette = ffi.new("uint8_t[256]")
            if C.shoal_palette(handle, palette, 256) ~= OK then error(last_error(), 2) end
            self.generator.palette_bytes = palette
        end
        local from, to = ffi.cast("uint32_t *", palette), ffi.cast("uint32_t *", pointer)
        for i = 0, PIXELS - 1 do to[i] = from[self.indices[i]] end
        result = OK
    end
    if result ~= OK then error(last_error(), 2) end
end

--- LÖVE's ImageData of the sprite, lit if angles are given.
function Sprite:image_data(azimuth, elevation)
    local data = love.image.newImageData(shoal.SIDE, shoal.SIDE)
    self:write(ffi.cast("uint8_t *", data:getFFIPointer()), azimuth, elevation)
    return data
end

--- LÖVE's Image of the sprite with sharp pixels, lit if angles are given.
function Sprite:image(azimuth, elevation)
    local image = love.graphics.newImage(self:image_data(azimuth, elevation))
    image:setFilter("nearest", "nearest")
    return image
end

return shoal
