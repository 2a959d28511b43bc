// docs/cookbook.md takes nothing for given: its code is compiled as it stands, and not run here.
