"""The demo register: published papers of councils, with their own dates or moved to look alive today."""
