"""The stages of the road, a module each, in the order in which flow.py walks them, and what they cost."""
