"""The addresses of the portal, and the bare view."""

from django.urls import path

from outils.banc.nue import nue
from portal.urls import handler400 as handler400
from portal.urls import handler403 as handler403
from portal.urls import handler404 as handler404
from portal.urls import handler500 as handler500
from portal.urls import urlpatterns as du_portail

urlpatterns = [path("banc/nue/<int:octets>/", nue), *du_portail]
