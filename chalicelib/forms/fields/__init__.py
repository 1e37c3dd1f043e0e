"""One file for each kind of field, called as its code; `field_type` loads the ones a form has."""
