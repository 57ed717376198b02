"""The results folder: what a run computes and every notebook reads."""
