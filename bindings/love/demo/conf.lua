function love.conf(t)
    t.identity = "shoal-demo"
    t.version = "11.4"
    t.window.title = "Shoal in LÖVE"
    t.window.width, t.window.height = 960, 540
    t.modules.joystick, t.modules.physics, t.modules.video = false, false, false
end
