"""Pages that anybody can open on a paired device, without a routine of one's own."""

ADDRESSES = (
    "/",
    "/routines/plantar-fasciitis",
    "/routines/heel-raise-strength",
    "/routines/heel-raise-strength/times",
    "/routines/plantar-fasciitis/times?percent=110",
    "/routines/plantar-fasciitis/steps/gastroc",
    "/routines/plantar-fasciitis/steps/gastroc/swap?for=today",
    "/routines/plantar-fasciitis/steps/gastroc/swap/today?with=towel-calf",
    "/routines/plantar-fasciitis/coach",
    "/about",
    "/welcome",
    "/welcome/foot",
    "/welcome/time",
    "/devices",
    "/people",
    "/voices",
    "/leave-out",
    "/voices/pronunciation",
    "/your-data",
    "/your-data/delete",
    "/voices/recorded",
    "/kept",
    "/nowhere",
)
#: Pages on which routines are made; they are of use with scripts.
EDITOR_ADDRESSES = ("/editor", "/editor/new", "/editor/exercise", "/share/plantar-fasciitis", "/take-along")
