// The claim page: all whys can be opened at once before printing.
addEventListener("beforeprint", () => { for (const why of document.querySelectorAll("details")) why.open = true; });
