"""Our own layouts for reviewers."""
