"""The pages: what people read, a module for each kind of page; every page is rendered here and reads well alone."""
