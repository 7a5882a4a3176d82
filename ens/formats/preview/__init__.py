"""Shows documents safely: pages as images, text as text, CDA as HTML of our own (decision 11 of the house).

What the pages use (`ens.formats.preview.show`, types in `ens.formats.preview.shapes`):

    describe(content_type, data, first=1) -> Preview
        What can be shown. It never raises for what a file contains: `preview.refusal` says in French what is wrong
        (protected, broken, empty, too heavy, busy). Otherwise `preview.kind` says which of these is filled:
        PAGES  `pages`: at most ten from `first`, each with its number, size and text for screen readers; `total`,
               and `next_first`, `previous_first` for the links to the others (0: none)
        TEXT   `text`: plain text, to be shown escaped, with its line breaks
        HTML   `html`: Markup made of a white list; its images have the address below, relative to the document's page
        `preview.note` is one more sentence for the reader, or empty.

    page_image(content_type, data, number) -> PageImage | Refusal
        One page as an image, with its content type (PNG or JPEG, whichever is lighter): a PDF's page, an image, or
        an image within a CDA document. `number` is a `Page.number`; its address is `shapes.IMAGE_ADDRESS`
        (`page/<number>`, no extension). `Refusal.reason` NO_PAGE is a 404, BUSY a 503.

    images.without_metadata(data, content_type) -> Cleaned | Refusal      (`ens.formats.preview.images`)
        A picture that somebody adds: turned upright, without location or any other metadata.

PDF, images and RTF are only ever opened in `limited`: a child process without files, network or time to lose. Nothing
is kept on disk.
"""
