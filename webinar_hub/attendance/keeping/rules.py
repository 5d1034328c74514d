"""Decide what somebody opens of a session in which they had a place."""

from webinar_hub.materials.models import Visibility


def opens(visibility: Visibility, *, present: bool) -> bool:
    """Say whether whoever had a place opens it; present: they were there long enough."""
    return present or visibility is not Visibility.ATTENDED
