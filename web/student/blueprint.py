"""The student's pages. Every module beside this one adds its own to the blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("student", __name__, template_folder="templates")
