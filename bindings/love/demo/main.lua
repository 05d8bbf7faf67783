-- Creatures arrive while the game runs, swim, and are lit by the pointer's lamp.
--
--     love bindings/love/demo                     (libshoal.so and both .lua files beside this one)
--     love . --frames 600 --picture shoal.png     stops by itself, saves a picture, prints timings

local shoal = require "shoal"

local SCALE, MOST, FADE, FRAMES, A_SECOND = 3, 42, 0.6, 6, 8
local generator, stream, water
local creatures, frames, times = {}, 0, {}
local stop_after, picture
local worked = 0 -- seconds of this frame

local function option(arguments, name)
    for i, argument in ipairs(arguments) do
        if argument == name then return arguments[i + 1] end
    end
end

function love.load(arguments)
    stop_after = tonumber(option(arguments, "--frames"))
    picture = option(arguments, "--picture")
    love.graphics.setDefaultFilter("nearest", "nearest")
    generator = assert(shoal.open())
    local cells = {}
    for i, category in ipairs(generator:categories()) do cells[i] = { category = category } end
    stream = assert(generator:stream {
        seed = 7, cells = cells, sprites = 8, share = 0.25, motion = { action = "move", frames = FRAMES },
    })
    water = love.graphics.newMesh({
        { 0, 0, 0, 0, 0.16, 0.42, 0.62 }, { 960, 0, 0, 0, 0.16, 0.42, 0.62 },
        { 960, 540, 0, 0, 0.02, 0.06, 0.16 }, { 0, 540, 0, 0, 0.02, 0.06, 0.16 },
    }, "fan", "static")
end

local function is_plant(creature) return creature.category == "Coral" end

local function arrive(sprite)
    if #creatures == MOST then table.remove(creatures, 1) end
    local random = love.math.newRandomGenerator(sprite.seed, sprite.variant)
    local creature = {
        clip = sprite.frames, data = sprite:image_data(), category = sprite.category, age = 0,
        x = random:random(40, 900), y = random:random(40, 430), phase = random:random() * FRAMES,
        speed = random:random(14, 40), heading = -1,
    }
    creature.image = love.graphics.newImage(creature.data)
    if is_plant(creature) then creature.y, creature.speed = 540 - 32 * SCALE, 0 end
    creatures[#creatures + 1] = creature
end

--- The frame of the clip at this moment, under light from where the pointer is; a creature that is
-- turned sees it mirrored.
local function show(creature, time, x, y)
    local frame = math.floor(time * A_SECOND + creature.phase) % #creature.clip + 1
    local dx, dy = x - creature.x, creature.y - y
    local azimuth = math.deg(math.atan2(dy, creature.heading < 0 and dx or -dx)) % 360
    local distance = math.sqrt(dx * dx + dy * dy)
    local elevation = math.max(20, 70 - distance / 8)
    -- Light that has hardly moved is not computed again.
    local step = math.floor(azimuth / 6) * 100 + math.floor(elevation / 6)
    if step == creature.step and frame == creature.frame then return end
    creature.step, creature.frame = step, frame
    local pixels = require("ffi").cast("uint8_t *", creature.data:getFFIPointer())
    creature.clip[frame]:write(pixels, azimuth, elevation)
    creature.image:replacePixels(creature.data)
end

function love.update(dt)
    local started = love.timer.getTime()
    local sprite = stream:next()
    if sprite then arrive(sprite) end
    local x, y = love.mouse.getPosition()
    local time = love.timer.getTime()
    for i, creature in ipairs(creatures) do
        creature.age = creature.age + dt
        creature.x = creature.x + creature.heading * creature.speed * dt
        if creature.x < 20 then creature.heading = 1 elseif creature.x > 860 then creature.heading = -1 end
        if (frames + i) % 2 == 0 then show(creature, time, x, y) end
    end
    worked = love.timer.getTime() - started
end

local function draw(creature)
    love.graphics.setColor(1, 1, 1, math.min(1, creature.age / FADE))
    local mirror = creature.heading > 0
    local x = math.floor(creature.x + (mirror and 32 * SCALE or 0))
    love.graphics.draw(creature.image, x, math.floor(creature.y), 0, mirror and -SCALE or SCALE, SCALE)
end

local function report()
    table.sort(times)
    local count = #times
    local within = 0
    for _, time in ipairs(times) do if time < 1000 / 60 then within = within + 1 end end
    print(("%d frames with up to %d creatures: median %.2f ms, 99.9 %% below %.2f ms, slowest %.2f ms; %.2f %% within 16.7 ms")
        :format(count, #creatures, times[math.ceil(count / 2)], times[math.ceil(count * 0.999)], times[count], 100 * within / count))
end

function love.draw()
    local started = love.timer.getTime()
    love.graphics.setColor(1, 1, 1)
    love.graphics.draw(water)
    for _, creature in ipairs(creatures) do draw(creature) end
    frames = frames + 1
    times[#times + 1] = (worked + love.timer.getTime() - started) * 1000
    if frames == stop_after then
        report()
        if not picture then return love.event.quit() end
        love.graphics.captureScreenshot(function(image)
            local file = assert(io.open(picture, "wb"))
            file:write(image:encode("png"):getString())
            file:close()
            love.event.quit()
        end)
    end
end

function love.quit()
    if stream then stream:close() end
end
