-- What a game in LÖVE does with Shoal, without a window: `love tests/love BINDING LIBRARY`, or
-- `luajit tests/love/main.lua BINDING LIBRARY`. The module capi of the test suite runs this, and
-- holds the hashes that it prints against the same sprites drawn in Rust.

local ffi, bit = require "ffi", require "bit"
local binding, library = arg[#arg - 1], arg[#arg]
package.path = binding .. "/?.lua;" .. package.path

-- What of LÖVE the module uses; of LÖVE itself, started without a window, the graphics alone.
love = love or {
    filesystem = {
        getSource = function() return binding end,
        getSourceBaseDirectory = function() return binding end,
    },
    image = {
        newImageData = function(width, height)
            local bytes = ffi.new("uint8_t[?]", 4 * width * height)
            return { getFFIPointer = function() return bytes end }
        end,
    },
}
love.graphics = {
    newImage = function(data)
        local image = { data = data }
        function image:setFilter(smaller, larger) self.filter = smaller .. " " .. larger end
        return image
    end,
}

local function hash(bytes, count)
    local sum = 0xcbf29ce484222325ULL
    for at = 0, count - 1 do sum = bit.bxor(sum, bytes[at] + 0ULL) * 0x100000001b3ULL end
    return bit.tohex(sum, 16)
end

local function test()
    local shoal = require "shoal"
    local nothing, why = shoal.open { library = binding .. "/nothing.so" }
    assert(nothing == nil and why:find("nothing.so", 1, true), why)
    local generator = assert(shoal.open { library = library })
    assert(shoal.version():find("%d+%.%d+"))
    local zone, category = generator:zones()[1], generator:categories()[4]
    print(zone .. ", " .. category)

    local is_known, sentence = pcall(generator.sprite, generator, { zone = "nowhere" })
    assert(not is_known and sentence:find("nowhere", 1, true), sentence)

    local sprite = generator:sprite { zone = zone, category = category, seed = 7 }
    print("indexed " .. hash(sprite.indices, shoal.PIXELS))
    assert(sprite:at(-1, 0) == 0 and sprite:at(3, 2) == sprite.indices[2 * shoal.SIDE + 3])
    local image = sprite:image()
    assert(image.filter == "nearest nearest")
    print("rgba " .. hash(ffi.cast("uint8_t *", image.data:getFFIPointer()), 4 * shoal.PIXELS))

    local clip = generator:animate(sprite, { zone = zone, category = category })
    local pixels = ffi.new("uint8_t[?]", #clip * shoal.PIXELS)
    for at, frame in ipairs(clip) do
        ffi.copy(pixels + (at - 1) * shoal.PIXELS, frame.indices, shoal.PIXELS)
    end
    print("clip " .. hash(pixels, #clip * shoal.PIXELS))

    local cells = { { zone = zone, category = category } }
    local stream = assert(generator:stream { seed = 7, cells = cells, sprites = 1, share = 1 })
    local streamed
    repeat streamed = stream:next() until streamed or os.clock() > 120
    assert(streamed and streamed.zone == zone and streamed.category == category)
    print("stream " .. hash(streamed.indices, shoal.PIXELS))
    stream:close()
    assert(stream:next() == nil)
end

-- LÖVE would show an error in a window.
local is_good, trace = xpcall(test, debug.traceback)
if not is_good then print(trace) end
os.exit(is_good and 0 or 1)
