"""Between the browser and the pages: page cache, throttle, proxy, safe forms, PDF."""
