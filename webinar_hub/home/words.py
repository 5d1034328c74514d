"""What the jobs are called on the desk."""

from webinar_hub.kit.language import Sentence, _

JOBS: dict[str, Sentence] = {
    "answer_asked": _("Answering who asked for a link"),
    "send_keys": _("Sending sign-in links and codes"),
    "send_changes": _("Sending confirmations and changes"),
    "send_the_rest": _("Sending reminders and other messages"),
    "draw_certificates": _("Drawing certificates"),
    "let_lapse": _("Passing on places that were held for a while"),
    "find_duplicates": _("Looking for people who may be one"),
    "count_disability": _("Counting disabilities after a session"),
    "forget_old": _("Deleting what nobody needs any more"),
    "apply_retention": _("Deleting data that was kept long enough"),
    "compare_again": _("Comparing all people anew"),
}
"""What happens by itself, by the name of its job."""
