"""Files for an expert who must not know whose they are: a bare copy of each, and a search for names that stayed.

`scrub` takes away what a file says beside its visible content: properties, comments, tracked changes, custom data,
what a camera or an office program wrote into pictures, links that lead out, and every earlier state of a PDF. What it
does not know it does not pass on: CannotScrub, and the file is held until a person has looked (controls BL-02).
`names_in` looks for names of the applicant, the school, the county and the team in text, headers, properties, names of
files and of parts, also where no reader shows them.
"""

from .finding import Hit, names_in
from .held import CannotScrub
from .video import Patch, is_video, video_patches
from .whole import Scrubbed, scrub

__all__ = ["CannotScrub", "Hit", "Patch", "Scrubbed", "is_video", "names_in", "scrub", "video_patches"]
