"""What the server says about itself in OpenAPI, tried out by schemathesis: with devices that are linked, and without."""
