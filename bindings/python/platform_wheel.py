"""Tags the wheel for the platform whose library it holds; any Python 3 can load it."""

import os
import sysconfig
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlatformWheel(BuildHookInterface):
    def initialize(self, version, build_data):
        package = Path(self.root) / "src" / "shoal_sprites"
        found = [path for path in package.iterdir() if path.suffix in {".so", ".dylib", ".dll"}]
        if len(found) != 1:
            raise RuntimeError(
                f"{package} holds {len(found)} Shoal libraries and one is needed: "
                "build the wheel with `cargo run -p packaging -- python`"
            )
        platform = os.environ.get("SHOAL_WHEEL_PLATFORM") or sysconfig.get_platform()
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform.replace('-', '_').replace('.', '_')}"
