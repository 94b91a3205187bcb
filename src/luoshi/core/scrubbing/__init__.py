"""Files for an expert who must not know whose they are: a bare copy of each, and a search for names that stayed.

`scrub` takes away what a file says beside its visible content: properties, comments, tracked changes, custom data,
what a camera or an office program wrote into pictures, links that lead out, and every earlier state of a PDF. What it
does not know it does not pass on: CannotScrub, and the file is held until a person has looked (controls BL-02).
`names_in` looks for names of the applicant, the school, the county and the team in text, headers, properties, names of
files and of parts, also where no reader shows them.

Both are work for a child process and are imported from `whole` and `finding` by whoever does it: the libraries they
need stay out of every other process.
"""

from .held import CannotScrub
from .video import Patch, is_video, video_patches

__all__ = ["CannotScrub", "Patch", "is_video", "video_patches"]
