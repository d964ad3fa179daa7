"""Outlines for the maps."""

from tests.territoires.contours.conftest import _scene, demo_dessinee, importer

__all__ = ["_scene", "demo_dessinee", "importer"]
