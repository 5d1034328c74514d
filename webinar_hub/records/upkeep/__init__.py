"""What becomes of data in time: answering requests, erasing, retention, incidents."""
