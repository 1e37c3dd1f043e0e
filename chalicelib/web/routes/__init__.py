"""The blueprints, one area each; `chalicelib.web.areas` says which addresses are whose."""
