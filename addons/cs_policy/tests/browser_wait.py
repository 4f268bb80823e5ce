"""JavaScript for ``browser_js``: wait for what the page is about to show."""

WAIT = """
    const wait = async (what, find) => {
        for (let tries = 0; tries < 100; tries++) {
            const found = find();
            if (found) return found;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("never seen: " + what);
    };
"""
