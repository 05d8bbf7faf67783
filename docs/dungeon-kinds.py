#!/usr/bin/env python3
"""Adds an axis "kind" to the manifest of the Dungeon world, read off the names of the tiles.

    python3 docs/dungeon-kinds.py dungeon.toml > with-kinds.toml

The manifest that is read has a rule a tile: files, category, zone. Each gets the first kind whose
pattern is found in its name, or else in its path; a category has a last kind for what is left.
"""
import re
import sys
import tomllib

# Kind, the categories that it is of (None: any), and what is found in the name.
RULES = [
    ("skeleton", None, r"skelet"),
    ("zombie", None, r"zombie"),
    ("ghost", None, r"ghost|spectral|phantom|wraith|simulacr|shadow|spirit|bound_soul|wisp"),
    ("ghoul", None, r"vampire"),
    ("zombie", None, r"mummy"),
    ("ghoul", None, r"lich"),
    ("ghoul", None, r"ghoul|necrophage|revenant|wight"),
    ("dragon", "Fiends|Beasts|People", r"dragon|drake|draco|wyrm|hydra|wyvern|lindworm"),
    ("demon", "Fiends|People|Beasts", r"demon|/imp|fiend|devil|balrug|hellion|tormentor|executioner|reaper|panlord|lord_of|cerebov|mnoleg|gloorx|lom_lobon|asmodeus|dispater|ereshkigal|antaeus|geryon|neqoxec|efreet|ynoxinul|hairy|smoke"),
    ("angel", "Fiends|People|Beasts", r"angel|holy|daeva|cherub|apis|ophan|seraph"),
    ("snake", "Fiends|Beasts|People", r"snake|adder|anaconda|viper|naga|serpent|python|mamba|boa|lamia"),
    ("spider", "Fiends|Beasts|People", r"spider|tarantula|redback|arachn|scorpion"),
    ("beast", None, r"mon.*/(.*_)?bat"),
    ("beast", "Fiends|Beasts|People", r"[/_]rat|mouse|quokka|porcupine"),
    ("dog", "Fiends|Beasts|People", r"hound|jackal|wolf|/dog|hog_?dog|fox|warg"),
    ("cat", "Fiends|Beasts|People", r"felid|[/_]cat|panther|lion|manticore|sphinx|natasha"),
    ("bird", "Fiends|Beasts|People", r"bird|raven|harpy|griffon|hippogriff|phoenix|caladrius|tengu|eagle|ostrich|crow"),
    ("horse", "Fiends|Beasts|People", r"horse|centaur|unicorn|yaktaur|taur"),
    ("beast", "Fiends|Beasts|People", r"bear"),
    ("pig", "Fiends|Beasts|People", r"hog|pig|boar|/elephant|mammoth|yak|sheep|goat|cow|catoblepas|rhino|ram|deer|elk"),
    ("frog", "Fiends|Beasts|People", r"frog|toad|newt"),
    ("lizard", "Fiends|Beasts|People", r"lizard|iguana|gila|crocodile|alligator|basilisk|komodo|salamander|chameleon|tortoise|turtle"),
    ("insect", "Fiends|Beasts|People", r"bee|wasp|hornet|ant|beetle|mosquito|fly|moth|butterfly|locust|roach|centipede|millipede|bug|cricket|mantis|worm|larva|slug|snail|leech"),
    ("fish", "Fiends|Beasts|People", r"fish|eel|shark|kraken|aquatic|octop|merfolk|squid|crab|jelly|swamp_drak"),
    ("slime", "Fiends|Beasts|People", r"jelly|slime|ooze|amorph|pudding|blob|acid|amoeba"),
    ("eye", "Fiends|Beasts|People", r"eye"),
    ("plant", None, r"plant|fung|mushroom|thorn|vine|bush|tree|toadstool|briar|oklob"),
    ("golem", "Fiends|Beasts|People", r"golem|gargoyle|statue|toenail|crystal|automat|nonliving|war_gargoyle|guardian"),
    ("elemental", "Fiends|Beasts|People", r"elemental|vortex|fire|storm|lightning|orb|sphere"),
    ("giant", "Fiends|Beasts|People", r"giant|troll|ogre|ettin|cyclop|juggernaut|titan"),
    ("orc", "Fiends|Beasts|People", r"orc|goblin|gnoll|hobgoblin|kobold|boggart"),
    ("elf", "Fiends|Beasts|People", r"elf|elven|spriggan|dryad|faun|satyr|nymph"),
    ("dwarf", "Fiends|Beasts|People", r"dwarf|gnome|halfling"),
    ("minotaur", "Fiends|Beasts|People", r"minotaur"),
    ("sword", "Arms", r"sword|sabre|scimitar|katana|falchion|rapier|blade|cutlass|claymore"),
    ("dagger", "Arms", r"dagger|knife|quick|dirk"),
    ("axe", "Arms", r"axe|hatchet"),
    ("mace", "Arms", r"mace|flail|morning|club|hammer|star|mallet|whip|scourge|sceptre|ankus"),
    ("spear", "Arms", r"spear|trident|halberd|glaive|pike|lance|scythe|bardiche|fork|javelin|partizan|naginata|polearm|demon_tri"),
    ("bow", "Arms", r"bow|sling|arbalest|longbow|cannon|gun"),
    ("arrow", "Arms", r"arrow|bolt|dart|needle|stone|bullet|boomerang|tomahawk|net"),
    ("staff", "Arms|Treasure", r"staff|rod|quarterstaff|lajatang"),
    ("wand", "Arms|Treasure", r"wand"),
    ("shield", "Arms", r"shield|buckler"),
    ("helmet", "Arms", r"helm|cap|hat|crown|headgear|mask|hood|circlet"),
    ("boots", "Arms", r"boot|shoe|barding"),
    ("gloves", "Arms", r"glove|gauntlet"),
    ("cloak", "Arms", r"cloak|cape|scarf"),
    ("cloak", "Arms", r"robe|gown"),
    ("armour", "Arms", r"armou?r|mail|plate|leather|hide|scales|skin|cuirass"),
    ("potion", "Treasure", r"potion"),
    ("scroll", "Treasure", r"scroll|parchment"),
    ("book", "Treasure", r"book|manual|grimoire|lexicon|codex"),
    ("amulet", "Treasure", r"amulet|talisman|necklace|pendant"),
    ("amulet", "Treasure", r"ring"),
    ("gem", "Treasure", r"gem|rune|crystal|orb|jewel|diamond"),
    ("gold", "Treasure", r"gold|coin"),
    ("food", "Treasure", r"food|meat|fruit|bread|apple|pizza|ration|chunk|honey|jelly"),
    ("gadget", "Treasure", r"."),
    ("altar", "Places", r"altar"),
    ("door", "Places", r"door|gate"),
    ("portal", "Places", r"portal|stair|gateway|enter|exit|escape|hatch"),
    ("trap", "Places", r"trap|web|net"),
    ("fountain", "Places", r"fountain|water"),
    ("tree", "Places", r"tree"),
    ("monument", "Places", r"statue|idol|pillar|crystal|orb"),
    ("wall", "Places", r"wall|vault|grate"),
    ("furniture", "Places", r"."),
    ("weapon", "Arms", r"."),
    ("human", "People", r"."),
    ("monster", "Fiends", r"."),
    ("beast", "Beasts", r"."),
]


def kind(file, category):
    path = "/" + "/".join(file.split("/")[1:]).lower().rsplit(".", 1)[0]
    name = "/" + path.split("/")[-1]
    for text in (name, path):
        for found, categories, pattern in RULES:
            is_possible = categories is None or category in categories.split("|")
            if pattern != "." and is_possible and re.search(pattern, text):
                return found
    return next(found for found, only, pattern in RULES if (only, pattern) == (category, "."))


def quoted(names):
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def main():
    with open(sys.argv[1], "rb") as file:
        manifest = tomllib.load(file)
    for key in ("name", "licence", "author", "source"):
        print(f'{key} = "{manifest[key]}"')
    for key in ("zones", "categories"):
        print(f"{key} = {quoted(manifest[key])}")
    tiles = [rule for rule in manifest["sprites"] if not rule.get("skip")]
    kinds = [kind(tile["files"], tile["category"]).capitalize() for tile in tiles]
    print(f"\n[axes]\nkind = {quoted(sorted(set(kinds)))}\n")
    for rule in manifest["sprites"]:
        if rule.get("skip"):
            print(f'[[sprites]]\nfiles = "{rule["files"]}"\nskip = true\n')
    for tile, of_kind in zip(tiles, kinds):
        print(f'[[sprites]]\nfiles = "{tile["files"]}"\ncategory = "{tile["category"]}"')
        print(f'zone = "{tile["zone"]}"\nwith = {{ kind = "{of_kind}" }}\n')


main()
