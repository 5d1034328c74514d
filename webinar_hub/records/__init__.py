"""What touches one person in every room: seeing, copying, correcting and erasing what is remembered, and retention."""
