"""Fairnotice: signed notices of how platforms use people's data, with deep links to opt out."""
