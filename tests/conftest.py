"""What all tests share."""

from hypothesis import settings

settings.register_profile("quotes", deadline=None)  # time is measured by `make bench`, never by a test
settings.load_profile("quotes")
