"""What other ways in keep in the table of `access.store`: private calendars, sign-ins inside WeCom."""
