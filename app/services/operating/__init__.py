"""Operation of the app itself: health, signs of life, findings of the doctor, rotation of keys."""
