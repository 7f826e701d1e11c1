"""The main journeys in the engines of Safari (WebKitGTK) and of Firefox."""
