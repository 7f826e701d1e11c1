"""Soleus: a self-hosted, voice-guided stretching coach for runners."""
