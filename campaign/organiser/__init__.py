"""The organisers' desk: signed in, sees the campaigns of one's own organisations."""
