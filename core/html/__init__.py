"""The HTML layer that the web room and the panel share: pages, static files, forms, and the shield around them."""
