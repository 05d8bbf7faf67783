# Creatures arrive while the game runs, swim to the left, and make room for others.
extends Node2D

const MOST := 24
const SPEED := 18.0

var swimmers: Array[AnimatedSprite2D] = []


func _ready() -> void:
	RenderingServer.set_default_clear_color(Color("0b2039"))
	var stream := ShoalStream.new()
	stream.prompts = PackedStringArray(["shallows reef fish", "twilight jellyfish", "hadal", "vent grazer"])
	stream.seed = 7
	stream.share = 0.25
	stream.action = "move"
	stream.arrived.connect(_on_arrived)
	add_child(stream)


func _on_arrived(_image: Image, frames: SpriteFrames, index: int) -> void:
	var swimmer := AnimatedSprite2D.new()
	swimmer.sprite_frames = frames
	swimmer.animation = frames.get_animation_names()[0]
	swimmer.position = Vector2(660, 30 + (index * 97) % 300)
	swimmer.play()
	add_child(swimmer)
	swimmers.append(swimmer)
	if swimmers.size() > MOST:
		swimmers.pop_front().queue_free()


func _process(delta: float) -> void:
	for swimmer in swimmers:
		swimmer.position.x -= SPEED * delta
		if swimmer.position.x < -20.0:
			swimmer.position.x = 660.0
