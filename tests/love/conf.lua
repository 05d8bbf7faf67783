-- Nothing that wants a screen or a sound card.
function love.conf(t)
    for _, name in ipairs { "audio", "graphics", "joystick", "keyboard", "mouse", "physics", "sound", "touch", "video", "window" } do
        t.modules[name] = false
    end
end
